import Foundation
import Synchronization

/// Progress on standard error: a bar that is redrawn on a terminal, otherwise a line every few seconds.
final class ProgressLine: Sendable {
    private struct State {
        var started = ContinuousClock.now
        var lastDrawn: ContinuousClock.Instant?
        var isOpen = false
    }

    private let state = Mutex(State())
    private let title: String
    private let isEnabled: Bool

    init(_ title: String, isEnabled: Bool = true) {
        self.title = title
        self.isEnabled = isEnabled
    }

    /// - Parameters:
    ///   - fraction: of the work done, 0...1; nil when it is not known.
    ///   - detail: counts so far.
    func update(fraction: Double?, detail: String) {
        guard isEnabled else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let pause: Duration = Terminal.errorIsTerminal ? .milliseconds(100) : .seconds(5)
            // The first line off a terminal comes after the pause, so that short work stays silent.
            let last = state.lastDrawn ?? (Terminal.errorIsTerminal ? nil : state.started)
            if let last, now - last < pause { return }
            state.lastDrawn = now
            let elapsed = state.started.duration(to: now)
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            var line = title
            if let fraction {
                let part = min(max(fraction, 0), 1)
                line += Terminal.errorIsTerminal ? " " + Self.bar(part) : ""
                line += " \(Int(part * 100)) %"
                if part > 0.01, seconds > 1 { line += ", \(Self.time(seconds / part - seconds)) left" }
            }
            line += "  \(detail)"
            if Terminal.errorIsTerminal {
                Terminal.writeError("\r\u{1B}[K" + line.prefix(Terminal.width - 1))
                state.isOpen = true
            } else {
                Terminal.writeError(line + "\n")
            }
        }
    }

    /// Clears the bar.
    func finish() {
        state.withLock { state in
            if state.isOpen { Terminal.writeError("\r\u{1B}[K") }
            state.isOpen = false
        }
    }

    private static func bar(_ part: Double) -> String {
        let cells = 20
        let full = Int(part * Double(cells))
        return "[" + String(repeating: "=", count: full) + String(repeating: " ", count: cells - full) + "]"
    }

    static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 360_000 else { return "a long time" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
