internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// NAME and ATTRS as rules want them written.
extension Session {
    /// NAME with these names.
    func replyNames(_ exchange: Exchange, _ listed: ListedNames) {
        let finish = ReplyFinish(
            declared: listed.shape.declaredCount, trailing: listed.shape.trailing,
            layout: listed.shape.layout, isRaw: listed.shape.raw != nil)
        let start = output.beginPacket(.name, id: exchange.id)
        if let raw = listed.shape.raw {
            output.append(raw.span.bytes)
        } else {
            output.append(UInt32(clamping: listed.names.count))
            let layout = listed.shape.layout ?? version
            write(listed, layout)
            if layout >= .v6, let areLast = listed.areLast { output.append(areLast) }
        }
        output.endPacket(start)
        if let rules = exchange.rules {
            rules.repliedNames = listed
            rules.finish = finish
        } else {
            finishReply(exchange, finish)
        }
    }

    private func write(_ listed: ListedNames, _ layout: ProtocolVersion) {
        var presenter = AttributePresenter(context, version: layout)
        var longName = LongName(names: context.accounts, nowSeconds: context.wallSeconds())
        for name in listed.names {
            var attributes = name.entry.attributes
            presenter.present(&attributes)
            let shownName =
                name.isTrue && layout > .v3
                ? shown(name.entry.name, &attributes) : name.entry.name
            output.appendString(shownName.span.bytes)
            if layout == .v3 {
                let line = line(of: name, listed.longName, &longName)
                output.appendString(line.span.bytes)
            }
            write(attributes, name.shape, layout)
        }
    }

    private func line(
        of name: ListedName, _ listing: LongNameAnswer?, _ longName: inout LongName
    ) -> [UInt8] {
        let answer = name.longName ?? listing
        if case .text(let text) = answer { return text.text(name.number) }
        var line: [UInt8] = []
        longName.append(
            name: name.entry.name, attributes: name.entry.attributes,
            linkCount: name.entry.linkCount, to: &line)
        if case .cut(let length) = answer, line.count > length {
            line.removeLast(line.count - length)
        }
        return line
    }

    /// ATTRS in the shape a rule gives it.
    func replyAttributes(
        _ exchange: Exchange, _ attributes: FileAttributes, _ shape: AttributesShape
    ) {
        let layout = shape.layout ?? version
        var shown = attributes
        var presenter = AttributePresenter(context, version: layout)
        presenter.present(&shown)
        let start = output.beginPacket(.attrs, id: exchange.id)
        write(shown, shape, layout)
        output.endPacket(start)
    }

    /// An ATTRS value, presented already.
    private func write(
        _ attributes: FileAttributes, _ shape: AttributesShape, _ layout: ProtocolVersion
    ) {
        if let raw = shape.raw {
            output.append(raw.span.bytes)
            return
        }
        let start = output.endPosition
        let layout = shape.layout ?? layout
        attributes.write(to: &output, version: layout)
        let flags = attributes.flags(for: layout).rawValue
        output.patch(shape.flags(for: flags), at: start)
    }

    /// NAME for REALPATH and READLINK with the names of a rule.
    func replyPath(_ exchange: inout Exchange, _ answer: PathAnswer) {
        exchange.status = .ok
        exchange.outcome = .ok
        var listed = ListedNames(shape: answer.shape)
        add(answer.names, to: &listed.names) { group, number in
            // The line for people is the name again, as servers have it.
            var group = group
            group.longName = group.longName ?? .text(group.name)
            return self.listed(group, number, group.name.text(number), FileAttributes())
        }
        replyNames(exchange, listed)
    }

    /// Answers with attributes that a rule of the after phase changes.
    func replaceAttributes(_ exchange: inout Exchange, _ patch: AttributePatch) {
        guard let rules = exchange.rules else { return }
        if var attributes = rules.repliedAttributes {
            if !patch.shape.isPlain { rules.attributesShape = patch.shape }
            patch.apply(to: &attributes, version: version)
            output.truncate(to: exchange.mark)
            replyAttributes(&exchange, attributes)
        } else if var listed = rules.repliedNames {
            for index in listed.names.indices {
                listed.names[index].apply(patch, version: version)
            }
            output.truncate(to: exchange.mark)
            replyNames(exchange, listed)
        }
    }
}
