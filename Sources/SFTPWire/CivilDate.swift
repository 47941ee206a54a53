/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Sendable {
    /// The year; 0 is 1 BC.
    public let year: Int64
    /// The month, 1 to 12.
    public let month: Int
    /// The day, 1 to 31.
    public let day: Int

    /// Makes the date of a day counted from 1970-01-01, |day| below 2^57.
    public init(day count: Int64) {
        // Years that begin in March put the leap day last; 719,468 days lie between
        // 0000-03-01 and 1970-01-01, 146,097 days make a cycle of 400 years.
        let shifted = count + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension Timestamp {
    /// The time in UTC as RFC 3339 writes it, without the fraction of a second.
    public var text: String {
        // Far enough from both ends of the calendar that no sum overflows.
        let seconds = min(max(self.seconds, -(1 << 50)), 1 << 50)
        let second = (seconds % 86_400 + 86_400) % 86_400
        let date = CivilDate(day: (seconds - second) / 86_400)
        func padded(_ value: Int64, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(date.year, 4) + "-" + padded(Int64(date.month)) + "-"
            + padded(Int64(date.day)) + "T" + padded(second / 3_600) + ":"
            + padded(second / 60 % 60) + ":" + padded(second % 60) + "Z"
    }
}
