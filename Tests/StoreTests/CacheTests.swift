import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

private func key(_ number: Int) -> CacheKey {
    var generator = SplitMix(seed: UInt64(number))
    guard let key = CacheKey((0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }) else {
        preconditionFailure("32 bytes make a key")
    }
    return key
}

@Suite struct CacheTests {
    @Test func leastRecentlyUsedGoesFirst() {
        let cache = LRUCache<Int>(maximumBytes: 1 << 20, maximumCount: 3)
        for number in 0..<3 { cache.insert(number, for: key(number), bytes: 1) }
        #expect(cache.value(for: key(0)) == 0)
        cache.insert(3, for: key(3), bytes: 1)
        #expect(cache.value(for: key(1)) == nil)
        #expect([0, 2, 3].map { cache.value(for: key($0)) } == [0, 2, 3])
        #expect(cache.statistics.evictions == 1)
    }

    /// Against a list that is searched from end to end.
    @Test func agreesWithAPlainList() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SplitMix(seed: seed)
        let overhead = LRUCache<Int>.entryOverhead
        let bound = 10 * (overhead + 20)
        let cache = LRUCache<Int>(maximumBytes: bound, maximumCount: 8)
        var list: [(key: Int, value: Int, cost: Int)] = []
        for step in 0..<5_000 {
            let number = generator.below(20)
            let place = list.firstIndex { $0.key == number }
            switch generator.below(4) {
            case 0:
                let bytes = generator.below(300)
                cache.insert(step, for: key(number), bytes: bytes)
                if let place { list.remove(at: place) }
                let cost = bytes + overhead
                while list.count >= 8 || list.reduce(cost, { $0 + $1.cost }) > bound { list.removeLast() }
                list.insert((number, step, cost), at: 0)
            case 1 where step % 5 == 0:
                cache.remove(key(number))
                if let place { list.remove(at: place) }
            default:
                #expect(cache.value(for: key(number)) == place.map { list[$0].value }, "seed \(seed), step \(step)")
                if let place { list.insert(list.remove(at: place), at: 0) }
            }
            #expect(cache.statistics.count == list.count && cache.statistics.bytes == list.reduce(0) { $0 + $1.cost })
        }
    }

    @Test func keysAreTheirBytes() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(CacheKey(bytes)?.bytes == bytes)
        #expect(CacheKey(bytes.dropLast()) == nil)
    }

    @Test func answersOutliveTheProcess() throws {
        let folder = try Folder()
        let path = folder.path + "/answers.sqlite"
        let cache = try AnswerCache(path: path)
        try cache.insert([(key(1), [1, 2, 3]), (key(2), [])], model: "m")
        try cache.close()
        let again = try AnswerCache(path: path)
        #expect(again.value(for: key(1)) == [1, 2, 3])
        #expect(again.values(for: [key(1), key(2), key(3)]) == [key(1): [1, 2, 3], key(2): []])
        #expect(try again.statistics().models == ["m": 2])
        #expect(try again.clear(model: "other") == 0)
        #expect(try again.clear() == 2)
        #expect(again.value(for: key(1)) == nil)
    }

    @Test func ageAndSizeAreBounded() throws {
        let folder = try Folder()
        let now = Mutex<Int64>(1_000_000)
        var limits = AnswerCache.Limits()
        limits.memoryBytes = 0
        limits.fileBytes = 400_000
        limits.age = 100
        let cache = try AnswerCache(path: folder.path + "/answers.sqlite", limits: limits) { now.withLock { $0 } }
        try cache.insert([(key(0), [9])], model: "m")
        now.withLock { $0 += 99 }
        #expect(cache.value(for: key(0)) == [9])
        now.withLock { $0 += 2 }
        #expect(cache.value(for: key(0)) == nil)
        for number in 1..<400 {
            now.withLock { $0 += 1 }
            limits.age = 1_000_000
            try cache.insert([(key(number), [UInt8](repeating: 1, count: 3_000))], model: "m")
        }
        #expect(try cache.statistics().fileBytes <= 600_000)
        #expect(cache.value(for: key(399)) != nil)
        #expect(cache.value(for: key(1)) == nil)
    }

    /// The order of use is kept where many answers come within one second.
    @Test func theFirstOfASecondLeavesFirst() throws {
        let folder = try Folder()
        var limits = AnswerCache.Limits()
        limits.memoryBytes = 0
        limits.fileBytes = 200_000
        let path = folder.path + "/answers.sqlite"
        for sitting in 0..<2 {
            let cache = try AnswerCache(path: path, limits: limits) { 1_000_000 }
            for number in 0..<100 {
                try cache.insert([(key(100 * sitting + number), [UInt8](repeating: 1, count: 3_000))], model: "m")
            }
            let kept = (0..<100 * (sitting + 1)).filter { cache.value(for: key($0)) != nil }
            #expect(kept.count > 10 && kept.count < 100)
            #expect(kept == Array((100 * (sitting + 1) - kept.count)..<100 * (sitting + 1)))
            try cache.close()
        }
    }

    /// An answer in memory grows old like one in the file, and the file lets go of what nobody can find any more.
    @Test func ageIsBoundedInMemoryToo() throws {
        let folder = try Folder()
        let now = Mutex<Int64>(1_000_000)
        var limits = AnswerCache.Limits()
        limits.age = 100
        let path = folder.path + "/answers.sqlite"
        let cache = try AnswerCache(path: path, limits: limits) { now.withLock { $0 } }
        try cache.insert([(key(0), [9])], model: "m")
        now.withLock { $0 += 60 }
        let later = try AnswerCache(path: path, limits: limits) { now.withLock { $0 } }
        // Read from the file, it keeps the age it has there.
        #expect(later.kept(for: key(0)) == AnswerCache.Kept(value: [9], created: 1_000_000))
        now.withLock { $0 += 41 }
        for cache in [cache, later] {
            #expect(cache.value(for: key(0)) == nil)
            #expect(cache.values(for: [key(0)]).isEmpty)
        }
        #expect(try cache.statistics().answers == 1)
        try cache.insert([(key(1), [1])], model: "m")
        #expect(try cache.statistics().answers == 1)
        #expect(cache.value(for: key(1)) == [1])
    }

    @Test func damagedFileIsStartedAnew() throws {
        let folder = try Folder()
        let path = folder.path + "/answers.sqlite"
        let cache = try AnswerCache(path: path)
        try cache.insert((0..<200).map { (key($0), [UInt8](repeating: 7, count: 500)) }, model: "m")
        try cache.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for index in 100..<bytes.count where index % 3 == 0 { bytes[index] = 0x5A }
        try bytes.write(to: URL(fileURLWithPath: path))
        let again = try AnswerCache(path: path)
        #expect(again.value(for: key(1)) == nil)
        try again.insert([(key(1), [1])], model: "m")
        #expect(again.value(for: key(1)) == [1])
        let foreign = folder.path + "/foreign.sqlite"
        let queue = try DatabaseQueue(path: foreign)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: StoreError.notAStore(path: foreign)) { try AnswerCache(path: foreign) }
    }
}
