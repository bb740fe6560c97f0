import Synchronization

/// How a search reaches memory: straight, or through pages that are checked on first touch.
///
/// A search is compiled once for either, so that a verified automaton pays nothing.
public protocol PageAccess: Sendable {
    /// True where the element at `pointer` may be read.
    func allows<Element>(_ pointer: UnsafePointer<Element>) -> Bool
}

/// Memory that is known to be good.
@frozen public struct DirectAccess: PageAccess {
    @inlinable public init() {}
    @inlinable @inline(__always) public func allows<Element>(_ pointer: UnsafePointer<Element>) -> Bool { true }
}

/// Memory of a ``PagedFile`` whose pages are checked when first touched. Elements must not straddle pages.
@frozen public struct LazyPages: PageAccess, @unchecked Sendable {
    // Unchecked: pointers into `file`, which is kept alive by whoever holds the automaton.
    @usableFromInline unowned let file: PagedFile
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let states: UnsafeMutablePointer<Atomic<UInt8>>

    /// Access to `file`, which the caller keeps alive.
    public init(_ file: PagedFile) {
        self.file = file
        base = file.base
        states = file.states
    }

    @inlinable @inline(__always) public func allows<Element>(_ pointer: UnsafePointer<Element>) -> Bool {
        let page = (UnsafeRawPointer(pointer) - base) &>> 16
        if states[page].load(ordering: .acquiring) == 1 { return true }
        return file.isUsable(page: page)
    }
}
