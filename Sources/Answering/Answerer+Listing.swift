import Store

/// A piece of a listing: some names, and the place to go on from; nil at the end.
public struct NamePage: Sendable, Equatable {
    public var names: [String]
    public var next: Int?

    public init(names: [String], next: Int?) {
        self.names = names
        self.next = next
    }
}

extension Answerer {
    /// Ids of articles in the order they were stored, from a place on; 0 is the first.
    public func articleIDs(from place: Int, limit: Int) throws(AnsweringError) -> NamePage {
        do {
            let page = try store.articleKeys(from: Int64(place), limit: limit)
            return NamePage(names: page.map(\.key), next: page.count < limit ? nil : page.last.map { Int($0.id) + 1 })
        } catch {
            throw .store(error)
        }
    }

    /// Edges as `{a}:{b}`, each once, concept by concept from a place on; a concept's edges are never split, so a page
    /// may hold more than `limit`.
    public func edgeNames(from place: Int, limit: Int) throws(AnsweringError) -> NamePage {
        do {
            let page = try store.edgeNames(from: Int64(place), limit: limit)
            return NamePage(names: page.names, next: page.next.map { Int($0) })
        } catch {
            throw .store(error)
        }
    }
}
