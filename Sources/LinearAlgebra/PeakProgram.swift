import Dispatch

#if canImport(WideKernels)
    import WideKernels
#endif

/// Measures what the multipliers can do: independent fused multiply-adds on registers, on every worker at once.
public final class PeakProgram: TeamProgram {
    private let team: WorkTeam
    private let kernel: PanelKernel
    // Written so that the compiler cannot leave the work out.
    private let results: AlignedBuffer

    private static let rounds = 400_000

    /// A program for `team` with the registers of `kernel`.
    public init(team: WorkTeam, kernel: PanelKernel) {
        self.team = team
        self.kernel = kernel
        results = AlignedBuffer(capacity: team.workers * 16)
    }

    /// 10⁹ multiplications and additions a second, all workers together; the best of `trials` of some 5 ms.
    public func measure(trials: Int = 20) -> Double {
        let lanes = kernel == .wide ? 16 : 8
        let chains = kernel == .wide ? 16 : 12
        let operations = Double(team.workers * Self.rounds * lanes * chains * 2)
        var best = 0.0
        for _ in 0..<trials {
            let begin = DispatchTime.now().uptimeNanoseconds
            team.run(self)
            let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9
            best = max(best, operations / seconds * 1e-9)
        }
        return best
    }

    /// One worker's share.
    public func run(worker: Int) {
        let factor = 0.5 + results.base[worker * 16] * 1e-9
        #if canImport(WideKernels) && arch(x86_64)
            if kernel == .wide {
                results.base[worker * 16] = wideMultiplyAdds(rounds: Self.rounds, factor: factor, addend: 0.25)
                return
            }
        #endif
        results.base[worker * 16] = narrowMultiplyAdds(rounds: Self.rounds, factor: factor, addend: 0.25)
    }
}

/// Runs 12 independent chains of fused multiply-adds on 256-bit registers.
private func narrowMultiplyAdds(rounds: Int, factor: Float, addend: Float) -> Float {
    let x = Lanes(repeating: factor)
    let y = Lanes(repeating: addend)
    var s0 = y
    var s1 = x
    var s2 = y + 1
    var s3 = y + 2
    var s4 = y + 3
    var s5 = y + 4
    var s6 = y + 5
    var s7 = y + 6
    var s8 = y + 7
    var s9 = y + 8
    var s10 = y + 9
    var s11 = y + 10
    for _ in 0..<rounds {
        // s = y + s · x: each chain waits only for itself.
        s0 = y.addingProduct(s0, x)
        s1 = y.addingProduct(s1, x)
        s2 = y.addingProduct(s2, x)
        s3 = y.addingProduct(s3, x)
        s4 = y.addingProduct(s4, x)
        s5 = y.addingProduct(s5, x)
        s6 = y.addingProduct(s6, x)
        s7 = y.addingProduct(s7, x)
        s8 = y.addingProduct(s8, x)
        s9 = y.addingProduct(s9, x)
        s10 = y.addingProduct(s10, x)
        s11 = y.addingProduct(s11, x)
    }
    let low = s0 + s1 + s2 + s3 + s4 + s5
    return (low + s6 + s7 + s8 + s9 + s10 + s11).sum()
}
