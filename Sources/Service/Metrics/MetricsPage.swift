import Answering
import Foundation
import Synchronization

/// The text that Prometheus reads (its text format 0.0.4).
struct MetricsPage {
    private var text = ""

    static func text(_ state: ServiceState, _ counts: StoreCounts?) -> String {
        var page = MetricsPage()
        page.addRequests(state.metrics.requests.withLock { $0 })
        page.addCaches(state)
        page.addInference(state.backend.statistics)
        if let counts { page.addStore(counts) }
        page.addProcess(state)
        return page.text
    }

    // MARK: Families

    private mutating func addRequests(_ requests: ServiceMetrics.Requests) {
        family("answer_http_requests_total", "counter", "HTTP requests by route, method and status.")
        for (kind, count) in requests.counts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            sample(
                "answer_http_requests_total",
                "route=\"\(kind.route.rawValue)\",method=\"\(kind.method)\",status=\"\(kind.status)\"", Double(count))
        }
        family("answer_http_request_duration_seconds", "histogram", "Time to answer HTTP requests, by route.")
        for (route, durations) in requests.durations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            histogram("answer_http_request_duration_seconds", "route=\"\(route.rawValue)\"", durations)
        }
        family("answer_stage_duration_seconds", "histogram", "Time of the stages of answering a question.")
        for (stage, durations) in requests.stages.sorted(by: { $0.key < $1.key }) {
            histogram("answer_stage_duration_seconds", "stage=\"\(stage)\"", durations)
        }
    }

    private mutating func addCaches(_ state: ServiceState) {
        let metrics = state.metrics
        family("answer_response_cache_total", "counter", "Questions answered from memory, and those that were not.")
        sample("answer_response_cache_total", "result=\"hit\"", Double(metrics.cacheHits.load(ordering: .relaxed)))
        sample("answer_response_cache_total", "result=\"miss\"", Double(metrics.cacheMisses.load(ordering: .relaxed)))
        family("answer_redis_commands_total", "counter", "Redis commands by name.")
        for (name, count) in metrics.commands.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            sample("answer_redis_commands_total", "command=\"\(name.lowercased())\"", Double(count))
        }
        family("answer_redis_replies_from_memory_total", "counter", "Answer keys replied to from memory.")
        sample("answer_redis_replies_from_memory_total", "", Double(metrics.redisHits.load(ordering: .relaxed)))
        family("answer_connections", "gauge", "Open connections.")
        sample("answer_connections", "protocol=\"http\"", Double(state.departures.count))
        sample("answer_connections", "protocol=\"redis\"", Double(metrics.redisConnections.load(ordering: .relaxed)))
    }

    private mutating func addInference(_ statistics: AnswererStatistics) {
        let inference = statistics.inference
        family("answer_reading_cache_total", "counter", "Passages whose reading was known, and those that were read.")
        sample("answer_reading_cache_total", "result=\"hit\"", Double(statistics.cacheHits))
        sample("answer_reading_cache_total", "result=\"miss\"", Double(statistics.cacheMisses))
        single("answer_inference_batches_total", "counter", "Batches run by the model.", Double(inference.calls))
        single("answer_inference_errors_total", "counter", "Batches that failed.", Double(inference.errors))
        single("answer_inference_passages_total", "counter", "Passages read.", Double(inference.passages))
        single("answer_inference_tokens_total", "counter", "Tokens read.", Double(inference.tokens))
        single(
            "answer_inference_seconds_total", "counter", "Time inside the model.", Double(inference.microseconds) / 1e6)
        single(
            "answer_inference_queue_length", "gauge", "Requests waiting for the model.", Double(inference.queueLength))
        single("answer_model_load_seconds", "gauge", "Time it took to load the model.", inference.loadSeconds)
        family("answer_inference_batch_passages", "histogram", "Passages in a batch.")
        var total = 0
        for (index, count) in inference.batchSizes.enumerated() {
            total += count
            let bound =
                index < InferenceStatistics.batchSizeBounds.count
                ? String(InferenceStatistics.batchSizeBounds[index]) : "+Inf"
            sample("answer_inference_batch_passages_bucket", "le=\"\(bound)\"", Double(total))
        }
        sample("answer_inference_batch_passages_sum", "", Double(inference.passages))
        sample("answer_inference_batch_passages_count", "", Double(total))
    }

    private mutating func addStore(_ counts: StoreCounts) {
        single("answer_store_articles", "gauge", "Articles in the store.", Double(counts.articles))
        single("answer_store_sentences", "gauge", "Sentences in the store.", Double(counts.sentences))
        single("answer_store_nodes", "gauge", "Concepts in the graph.", Double(counts.concepts))
        single("answer_store_edges", "gauge", "Edges in the graph.", Double(counts.edges))
        single("answer_store_cached_answers", "gauge", "Readings kept on disk.", Double(counts.cachedAnswers))
    }

    private mutating func addProcess(_ state: ServiceState) {
        single("answer_ready", "gauge", "1 once the model is loaded.", state.isReady ? 1 : 0)
        single(
            "answer_uptime_seconds", "gauge", "Time since the service started.",
            state.started.duration(to: .now).seconds)
        if let bytes = ProcessMemory.residentBytes {
            single("process_resident_memory_bytes", "gauge", "Resident memory.", Double(bytes))
        }
    }

    // MARK: Lines

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        text += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
    }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: Double) {
        family(name, type, help)
        sample(name, "", value)
    }

    private mutating func histogram(_ name: String, _ labels: String, _ histogram: Histogram) {
        var total = 0
        for (index, count) in histogram.counts.enumerated() {
            total += count
            let bound = index < Histogram.bounds.count ? String(Histogram.bounds[index]) : "+Inf"
            sample(name + "_bucket", labels + ",le=\"\(bound)\"", Double(total))
        }
        sample(name + "_sum", labels, histogram.sum)
        sample(name + "_count", labels, Double(histogram.count))
    }
}

enum ProcessMemory {
    /// Memory of this process that is in RAM; nil where the system does not say in `/proc`.
    static var residentBytes: Int? {
        guard let line = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = line.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
