import NIOCore
import NIOHTTP1

/// Finds out whether a client that has stopped sending still waits for its answer.
///
/// One that closes its connection and one that only says that it has sent everything (`nc -N`) look the same until
/// something is sent to them. An interim response may come at any time before the response; whoever waits passes over
/// it, and the system of one who does not refuses it, which closes the connection and ends the work for it. Clients of
/// HTTP/1.0 know no interim responses: their answer is worked out in any case.
final class PresenceProbe: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private static let first = TimeAmount.milliseconds(100)
    private static let every = TimeAmount.seconds(1)
    private var requestsInHand = 0
    private var isReading = false
    private var isResponding = false
    private var understandsInterim = true
    private var check: RepeatedTask?

    func handlerRemoved(context: ChannelHandlerContext) { check?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        check?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            requestsInHand += 1
            isReading = true
            understandsInterim = understandsInterim && (head.version.major, head.version.minor) >= (1, 1)
        case .body: break
        case .end: isReading = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: isResponding = true
        case .body: break
        case .end:
            isResponding = false
            requestsInHand -= 1
        }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent, understandsInterim, check == nil {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            check = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.first, delay: Self.every) { _ in
                let (probe, context) = bound.value
                guard probe.requestsInHand > 0, !probe.isReading, !probe.isResponding else { return }
                let head = HTTPResponseHead(version: .http1_1, status: .processing)
                context.writeAndFlush(probe.wrapOutboundOut(.head(head)), promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
