import Store

extension Answerer {
    /// The concept that `text` names: a CUI, or a name that the vocabulary knows.
    func concept(named text: String) throws(AnsweringError) -> ConceptName {
        do {
            if let known = try store.concepts(cuis: [text])[text] {
                return ConceptName(id: known.cui, name: known.name)
            }
        } catch {
            throw .store(error)
        }
        guard let (vocabulary, matcher) = try terms() else { throw .unknownConcept(text) }
        do {
            if let index = try vocabulary.index(ofCUI: text) {
                return ConceptName(id: text, name: try vocabulary.preferredName(of: index))
            }
            // A name counts only as a whole: "lung" must not pass for "lung cancer".
            let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if let mention = try matcher.matches(in: trimmed).first, mention.start == 0,
                Int(mention.end) == trimmed.utf8.count
            {
                return ConceptName(
                    id: try vocabulary.cui(of: mention.concept), name: try vocabulary.preferredName(of: mention.concept)
                )
            }
        } catch {
            throw .terms(error)
        }
        throw .unknownConcept(text)
    }

    /// Puts a concept aside for a user; returns the user's list.
    /// - Throws: ``AnsweringError/unknownConcept(_:)`` for what is neither an id nor a name.
    @discardableResult
    public func exclude(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName] {
        let found = try self.concept(named: concept)
        do { try store.exclude(found.id, user: user) } catch { throw .store(error) }
        return try exclusions(user: user)
    }

    /// Takes a concept back; returns the user's list.
    @discardableResult
    public func include(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName] {
        let known = try exclusions(user: user)
        let id = try known.contains { $0.id == concept } ? concept : self.concept(named: concept).id
        do { try store.include(id, user: user) } catch { throw .store(error) }
        return try exclusions(user: user)
    }

    /// The concepts a user has put aside, in the order it was done.
    public func exclusions(user: String) throws(AnsweringError) -> [ConceptName] {
        do {
            let ids = try store.exclusions(user: user)
            excludedByUser.withLock { known in
                // A server meets many users; what is kept of them is only there to spare a read.
                if known.count > 10_000 { known.removeAll() }
                known[user] = UserExclusions(concepts: ids, read: .now)
            }
            guard !ids.isEmpty else { return [] }
            let known = try store.concepts(cuis: ids)
            return ids.map { ConceptName(id: $0, name: known[$0]?.name ?? vocabularyName($0)) }
        } catch {
            throw .store(error)
        }
    }

    /// The vocabulary's name of a concept that no sentence mentions; its id where there is none.
    private func vocabularyName(_ id: String) -> String {
        guard let vocabulary = try? terms()?.vocabulary, let index = try? vocabulary.index(ofCUI: id) else { return id }
        return (try? vocabulary.preferredName(of: index)) ?? id
    }
}

/// A user's exclusions and when they were read.
struct UserExclusions: Sendable {
    var concepts: [String]
    var read: ContinuousClock.Instant
}
