import NIOCore

/// One connection of the Redis protocol.
///
/// Replies leave in the order of the commands. What is known in memory is answered at once, on the event loop; the rest
/// is worked out elsewhere, so that no connection waits for another's.
final class RedisConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Asks a connection to close once it has answered what it was asked.
    struct Drain: Sendable {}

    private let shared: RedisShared
    private let cache: ReplyCache
    private let isRefused: Bool
    private let parser: RequestParser
    private let limits: ServiceLimits
    private var client: RedisClient
    private var context: ChannelHandlerContext?

    private var input = ByteBuffer()
    private var output = ByteBuffer()
    private var arguments: [Range<Int>] = []
    /// Replies that are not sent yet, in the commands' order; nil for those still being worked out.
    private var pending: CircularBuffer<ByteBuffer?> = []
    /// The number of the first pending command.
    private var firstPending: UInt64 = 0
    /// How to stop working on a pending command.
    private var cancellations: [UInt64: @Sendable () -> Void] = [:]
    private var closesWhenDone = false
    private var isClosing = false
    /// Whether the client sends nothing more.
    private var hasEnded = false
    private var unreadSince: NIODeadline?
    private var wantsRead = false
    private var incompleteSince: NIODeadline?
    private var check: RepeatedTask?
    private var hits = 0

    init(shared: RedisShared, cache: ReplyCache, isRefused: Bool) {
        self.shared = shared
        self.cache = cache
        self.isRefused = isRefused
        limits = shared.state.configuration.limits
        parser = RequestParser(
            maximumBulk: limits.redisBulkBytes, maximumCommand: limits.redisCommandBytes,
            maximumArguments: limits.redisArguments)
        client = RedisClient(isAuthenticated: shared.state.key == nil, id: shared.nextClient())
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        leave()
    }

    func channelActive(context: ChannelHandlerContext) {
        if isRefused {
            var buffer = ByteBuffer()
            Reply.error("ERR", "max number of clients reached").write(to: &buffer, version: 2)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            context.close(promise: nil)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let started = NIODeadline.now()
        check = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            let (connection, context) = bound.value
            let now = NIODeadline.now()
            let slow = TimeAmount.milliseconds(Int64(connection.limits.bodySeconds * 250))
            let isSlow = connection.incompleteSince.map { now - $0 > slow } ?? false
            let patience = TimeAmount.milliseconds(Int64(connection.limits.writeSeconds * 1000))
            let isUnread = connection.unreadSince.map { now - $0 > patience } ?? false
            let isUnknown = !connection.client.isAuthenticated && now - started > .seconds(30)
            if isSlow || isUnread || isUnknown { context.close(promise: nil) }
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Drain: closesWhenDone = true
        case ChannelEvent.inputClosed:
            // Whoever only says that nothing more comes gets the replies. One that has gone refuses the first of them,
            // which closes the connection and ends the rest of the work.
            if !isFull { closesWhenDone = true }
            hasEnded = true
        default: return context.fireUserInboundEventTriggered(event)
        }
        finish(context)
    }

    /// Nobody waits any more.
    private func leave() {
        check?.cancel()
        for cancel in cancellations.values { cancel() }
        cancellations = [:]
    }

    // MARK: Flow

    /// Whether enough is in hand that no more is taken.
    private var isFull: Bool {
        pending.count >= limits.redisPipeline || output.readableBytes > 1 << 20
            || !(context?.channel.isWritable ?? false)
    }

    func read(context: ChannelHandlerContext) {
        if isFull { wantsRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unreadSince = context.channel.isWritable ? nil : .now()
        resume(context)
        context.fireChannelWritabilityChanged()
    }

    private func resume(_ context: ChannelHandlerContext) {
        guard !isFull, input.readableBytes > 0 || wantsRead || hasEnded else { return }
        run(context)
        if hasEnded, !isFull { closesWhenDone = true }
        finish(context)
        if wantsRead, !isFull {
            wantsRead = false
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = buffer } else { input.writeBuffer(&buffer) }
        run(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        finish(context)
        context.fireChannelReadComplete()
    }

    /// Sends what is ready, and closes if that was asked for and all is done.
    private func finish(_ context: ChannelHandlerContext) {
        if hits > 0 {
            shared.noteHits(hits)
            hits = 0
        }
        let isDone = closesWhenDone && pending.isEmpty && !isClosing
        guard isDone || output.readableBytes > 0 else { return }
        let bytes = wrapOutboundOut(output)
        output = ByteBuffer()
        guard isDone else { return context.writeAndFlush(bytes, promise: nil) }
        // Closing loses what is still to be sent; so it waits for that.
        isClosing = true
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(bytes).whenComplete { _ in bound.value.close(promise: nil) }
    }

    // MARK: Commands

    /// Takes commands from the input until it is used up or too much is in hand.
    private func run(_ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        let epoch = shared.state.epoch
        // The bytes are held apart while they are read, so that nothing here is accessed twice at once.
        let bytes = input
        var used = 0
        bytes.withUnsafeReadableBytes { bytes in
            while !closesWhenDone, !isFull {
                switch parser.next(bytes, from: used, &arguments) {
                case .command(let next):
                    used = next
                    runCommand(bytes, epoch: epoch, now: now)
                case .line(let words, let next):
                    used = next
                    execute(words)
                case .nothing(let next): used = next
                case .incomplete: return
                case .failure(let message):
                    used = bytes.count
                    answer(.error("ERR", "Protocol error: " + message))
                    closesWhenDone = true
                }
            }
        }
        input.moveReaderIndex(forwardBy: min(used, input.readableBytes))
        if input.readableBytes == 0 {
            input = ByteBuffer()
            incompleteSince = nil
        } else {
            if used > 0 { input = input.slice() }
            incompleteSince = isFull ? nil : used > 0 ? now : incompleteSince ?? now
        }
    }

    private func runCommand(_ bytes: UnsafeRawBufferPointer, epoch: Int, now: NIODeadline) {
        if arguments.count == 2, client.isAuthenticated, Self.isGet(bytes, arguments[0]), pending.isEmpty {
            let key = UnsafeRawBufferPointer(rebasing: bytes[arguments[1]])
            if cache.write(key, to: &output, epoch: epoch, now: now) {
                hits += 1
                return
            }
        }
        execute(arguments.map { Array(bytes[$0]) })
    }

    @inline(__always)
    private static func isGet(_ bytes: UnsafeRawBufferPointer, _ name: Range<Int>) -> Bool {
        name.count == 3 && bytes[name.lowerBound] | 0x20 == UInt8(ascii: "g")
            && bytes[name.lowerBound + 1] | 0x20 == UInt8(ascii: "e")
            && bytes[name.lowerBound + 2] | 0x20 == UInt8(ascii: "t")
    }

    private func execute(_ arguments: [[UInt8]]) {
        switch shared.execute(arguments, &client) {
        case .now(let reply): answer(reply)
        case .close(let reply):
            if let reply { answer(reply) }
            closesWhenDone = true
        case .answer(let key): workOutAnswer(key, arguments[1])
        case .later(let work): workOut(work)
        }
    }

    /// Sends a reply, or keeps it until those before it are sent.
    private func answer(_ reply: Reply) {
        if pending.isEmpty {
            reply.write(to: &output, version: client.version)
        } else {
            var buffer = ByteBuffer()
            reply.write(to: &buffer, version: client.version)
            pending.append(buffer)
        }
    }

    private func reserve() -> UInt64 {
        pending.append(nil)
        return firstPending + UInt64(pending.count - 1)
    }

    private func workOut(_ work: @Sendable @escaping () async -> Reply) {
        guard let context else { return }
        let number = reserve()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let version = client.version
        let task = Task(executorPreference: shared.state.executor) {
            let reply = await work()
            var buffer = ByteBuffer()
            reply.write(to: &buffer, version: version)
            let done = buffer
            loop.execute { bound.value.complete(number, done) }
        }
        cancellations[number] = { task.cancel() }
    }

    /// An answer that is not in memory: worked out once for all who ask, and kept for the next.
    private func workOutAnswer(_ readings: [AnswerKey], _ key: [UInt8]) {
        guard let context else { return }
        let number = reserve()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let version = client.version
        let epoch = shared.state.epoch
        let leave = shared.answer(readings, client: client.name) { reply in
            var buffer = ByteBuffer()
            reply.write(to: &buffer, version: version)
            let done = buffer
            let isAnswer: Bool = if case .bulk = reply { true } else { false }
            loop.execute {
                let connection = bound.value
                if isAnswer {
                    connection.shared.listing.add(String(decoding: key, as: UTF8.self))
                    connection.cache.insert(done, for: key, epoch: epoch)
                }
                connection.complete(number, done)
            }
        }
        cancellations[number] = leave
    }

    private func complete(_ number: UInt64, _ reply: ByteBuffer) {
        cancellations[number] = nil
        guard let context, number >= firstPending else { return }
        let index = pending.index(pending.startIndex, offsetBy: Int(number - firstPending))
        pending[index] = reply
        while let first = pending.first, let ready = first {
            output.writeImmutableBuffer(ready)
            pending.removeFirst()
            firstPending += 1
        }
        finish(context)
        resume(context)
    }
}
