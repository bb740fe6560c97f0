/// How far confidence can be trusted.
public enum ConfidenceMetrics {
    /// Area under the ROC curve: the chance that a positive is scored above a negative, ties counted half.
    /// Cost O(n log n). Nil when either class is empty.
    public static func areaUnderROC(positives: [Double], negatives: [Double]) -> Double? {
        guard !positives.isEmpty, !negatives.isEmpty else { return nil }
        let scores = positives.map { ($0, true) } + negatives.map { ($0, false) }
        let sorted = scores.sorted { $0.0 < $1.0 }
        // Mann-Whitney: the sum of the positives' ranks, with equal scores sharing their mean rank.
        var rankSum = 0.0
        var index = 0
        while index < sorted.count {
            var end = index
            while end < sorted.count, sorted[end].0 == sorted[index].0 { end += 1 }
            let rank = Double(index + end + 1) / 2
            rankSum += rank * Double(sorted[index..<end].count { $0.1 })
            index = end
        }
        let count = Double(positives.count)
        return (rankSum - count * (count + 1) / 2) / (count * Double(negatives.count))
    }

    /// Expected calibration error over equal-width bins: the mean, weighted by bin size, of |accuracy - confidence|.
    /// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks". Nil when there are no predictions.
    public static func expectedCalibrationError(
        _ predictions: [(confidence: Double, isRight: Bool)], bins: Int = 10
    ) -> Double? {
        precondition(bins > 0)
        guard !predictions.isEmpty else { return nil }
        var sums = [(confidence: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: bins)
        for prediction in predictions {
            let scaled = prediction.confidence.isNaN ? 0 : min(max(prediction.confidence, 0), 1) * Double(bins)
            let bin = min(Int(scaled), bins - 1)
            sums[bin].confidence += prediction.confidence
            sums[bin].right += prediction.isRight ? 1 : 0
            sums[bin].count += 1
        }
        return sums.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(predictions.count)
    }
}
