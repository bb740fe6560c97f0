@preconcurrency import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and a polite kill: noted, so that work can end after the batch in hand. A second one ends at once.
final class Interruption: Sendable {
    private let signalled = Atomic(false)
    private let sources: [any DispatchSourceSignal]

    init() {
        sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        for (signal, source) in zip([SIGINT, SIGTERM], sources) {
            Foundation.signal(signal, SIG_IGN)
            source.setEventHandler { [weak self] in
                guard let self else { return }
                if self.signalled.exchange(true, ordering: .relaxed) { Foundation.exit(130) }
                Terminal.writeError("\nFinishing what is in hand; again to stop at once.\n")
            }
            source.resume()
        }
    }

    var isRequested: Bool { signalled.load(ordering: .relaxed) }
}
