import SFTPWire
import Testing

@testable import Scenario

struct OpenFlagsTests {
    @Test(
        arguments: [
            ([.readData], OpenModes(.openExisting), [.read]),
            ([.writeData], OpenModes(.createTruncate), [.write, .create, .truncate]),
            ([.writeData], OpenModes(.createNew), [.write, .create, .exclusive]),
            ([.readData, .writeData], OpenModes(.openOrCreate), [.read, .write, .create]),
            ([.writeData], OpenModes(.truncateExisting), [.write, .truncate]),
            ([.appendData], OpenModes(.openExisting, [.appendData]), [.write, .append]),
            ([.appendData], OpenModes(.openExisting, [.appendDataAtomic]), [.write, .append]),
            ([.readData], OpenModes(.openExisting, [.textMode]), [.read, .text]),
            ([.readAttributes], OpenModes(rawValue: 7), []),
        ] as [(AccessMask, OpenModes, OpenFlags)])
    func `rights and modes amount to the flags of earlier versions`(
        access: AccessMask, modes: OpenModes, flags: OpenFlags
    ) {
        let open = event(.fileOpen) {
            $0.access = access
            $0.modes = modes
        }
        #expect(open.openFlags == flags)
    }

    @Test func `flags that were sent are taken as they are`() {
        #expect(event(.fileOpen) { $0.flags = [.exclusive] }.openFlags == [.exclusive])
        #expect(event(.fileOpen).openFlags == nil)
    }
}
