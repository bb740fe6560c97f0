import Foundation

// Damages valid inputs of every parser in repeatable ways and runs the parsers on them. A fault stops the process; the
// input that did it is then in the file named by --last, and `--replay FILE` runs it again.
//
//     fuzz [--list] [--seconds N] [--runs N] [--seed N] [--last FILE] [--replay FILE] PARSER…
//
// Each parser's line says how many inputs were tried, accepted and refused with an error.

var seconds = 5.0
var runs = Int.max
var seed: UInt64 = 1
var last = "fuzz-last-input"
var replay: String?
var names: [String] = []
var isListing = false

var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--seconds": seconds = Double(arguments.popFirst() ?? "") ?? seconds
    case "--runs": runs = Int(arguments.popFirst() ?? "") ?? runs
    case "--seed": seed = UInt64(arguments.popFirst() ?? "") ?? seed
    case "--last": last = arguments.popFirst() ?? last
    case "--replay": replay = arguments.popFirst()
    case "--list": isListing = true
    default: names.append(argument)
    }
}

let root = ProcessInfo.processInfo.environment["ANSWER_HOME"] ?? FileManager.default.currentDirectoryPath
let scratch = try Scratch()
defer { scratch.remove() }
let targets =
    try TextTargets(root: root, scratch: scratch).all() + TermTargets(scratch: scratch).all()
    + ModelTargets(scratch: scratch).all() + ServiceTargets().all() + StoreTargets(scratch: scratch).all()
if isListing {
    for target in targets { print(target.name) }
    scratch.remove()
    exit(0)
}
for name in names where !targets.contains(where: { $0.name == name }) {
    FileHandle.standardError.write(Data("fuzz: there is no parser “\(name)”; --list names them\n".utf8))
    exit(2)
}

// A parser that asks for far more memory than its input justifies must not get it. The address sanitizer reserves
// terabytes and has a limit of its own.
if getenv("ASAN_OPTIONS") == nil {
    var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
    #if os(Linux)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
        setrlimit(RLIMIT_AS, &limit)
    #endif
}

/// The input in hand, in a mapped file: it stays readable after a crash and costs a copy.
struct LastInput {
    static let room = 1 << 20
    let memory: UnsafeMutableRawPointer

    init?(path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT, 0o644)
        guard descriptor >= 0, ftruncate(descriptor, off_t(Self.room)) == 0,
            let found = mmap(nil, Self.room, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), found != MAP_FAILED
        else { return nil }
        close(descriptor)
        memory = found
    }

    func note(_ bytes: [UInt8]) {
        memory.storeBytes(of: UInt64(bytes.count), as: UInt64.self)
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            (memory + 8).copyMemory(from: base, byteCount: min(source.count, Self.room - 8))
        }
    }
}

/// Seconds that one input may take before it counts as a fault.
let patience: UInt32 = 20

if let replay {
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: replay)))
    let count = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
    let bytes = Array(file[8..<min(file.count, 8 + count)])
    alarm(patience)
    for target in targets where names.contains(target.name) { print(target.name, target.run(bytes)) }
    scratch.remove()
    exit(0)
}

guard let noted = LastInput(path: last) else {
    FileHandle.standardError.write(Data("fuzz: cannot write \(last)\n".utf8))
    exit(2)
}
for target in targets where names.isEmpty || names.contains(target.name) {
    var mutator = Mutator(random: SeededGenerator(seed: seed), tokens: target.tokens.map { Array($0.utf8) })
    var tried = 0
    var accepted = 0
    for bytes in target.seeds {
        noted.note(bytes)
        let verdict = target.run(bytes)
        Target.require(verdict == .accepted, "\(target.name) refuses a valid input")
    }
    // What was accepted although it was damaged is worth damaging further.
    var pool = target.seeds
    let started = ContinuousClock.now
    var elapsed = 0.0
    while elapsed < seconds, tried < runs {
        let bytes = mutator.mutate(pool[mutator.random.below(pool.count)], others: pool)
        noted.note(bytes)
        alarm(patience)
        if target.run(bytes) == .accepted {
            accepted += 1
            if bytes.count < 1 << 15, mutator.random.below(16) == 0 {
                if pool.count < 256 {
                    pool.append(bytes)
                } else {
                    pool[target.seeds.count + mutator.random.below(256 - target.seeds.count)] = bytes
                }
            }
        }
        tried += 1
        elapsed = started.duration(to: .now) / .seconds(1)
    }
    alarm(0)
    let name = target.name.padding(toLength: 18, withPad: " ", startingAt: 0)
    print("\(name) \(tried) inputs, \(accepted) accepted, \(tried - accepted) refused, \(Int(elapsed.rounded())) s")
    fflush(nil)
}
scratch.remove()
