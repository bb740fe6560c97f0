/// Times the stages of one question.
struct Stopwatch {
    private(set) var timings: [StageTiming] = []
    private let begin = ContinuousClock.now
    private var last = ContinuousClock.now

    /// Ends a stage: the time since the last one ended is its own.
    mutating func end(_ stage: String) {
        let now = ContinuousClock.now
        timings.append(StageTiming(stage: stage, milliseconds: last.duration(to: now).milliseconds))
        last = now
    }

    /// All stages and their total.
    var total: [StageTiming] {
        timings + [StageTiming(stage: "total", milliseconds: begin.duration(to: .now).milliseconds)]
    }
}
