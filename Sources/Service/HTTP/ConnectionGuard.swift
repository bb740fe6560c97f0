import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections that take too long over a head, a body or reading a response, and reports clients that have gone.
///
/// What counts is whole heads and bodies, never bytes: a client that drips one byte at a time gains nothing.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServiceLimits
    private let departures: Departures
    /// When the head or body that is awaited must be complete; nil while the service is at work.
    private var readDeadline: NIODeadline?
    private var writeDeadline: NIODeadline?
    private var requestsInHand = 0
    private var check: RepeatedTask?

    init(limits: ServiceLimits, departures: Departures) {
        self.limits = limits
        self.departures = departures
    }

    private static func after(_ seconds: Double) -> NIODeadline {
        .now() + .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        departures.opened(context.channel)
        readDeadline = Self.after(limits.headSeconds)
        let every = TimeAmount.milliseconds(max(50, Int64(min(limits.headSeconds, 4) * 250)))
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            let (handler, context) = bound.value
            let now = NIODeadline.now()
            let isLate =
                handler.readDeadline.map { $0 < now } ?? false || handler.writeDeadline.map { $0 < now } ?? false
            if isLate { context.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.cancel()
        departures.closed(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        check?.cancel()
        departures.closed(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            requestsInHand += 1
            readDeadline = Self.after(limits.bodySeconds)
        case .body: break
        case .end: readDeadline = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            requestsInHand -= 1
            if requestsInHand <= 0, readDeadline == nil { readDeadline = Self.after(limits.idleSeconds) }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeDeadline = context.channel.isWritable ? nil : Self.after(limits.writeSeconds)
        context.fireChannelWritabilityChanged()
    }
}
