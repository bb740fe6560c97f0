/// A file of the page: its media type and its text.
public struct PageAsset: Sendable, Equatable {
    /// The value of the `Content-Type` header.
    public let contentType: String
    /// The whole file, UTF-8.
    public let body: String
}

/// The page of the service: plain HTML, CSS and JavaScript modules, all of it inside the binary.
///
/// Nothing is asked of any other host, so that the page works offline and tells nobody what was asked.
public enum Page {
    /// Every file by its path. Cost: none; the texts are constants of the binary.
    public static let assets: [String: PageAsset] = [
        "/": PageAsset(contentType: "text/html; charset=utf-8", body: PageAssets.index),
        "/icon.svg": PageAsset(contentType: "image/svg+xml", body: PageAssets.icon),
        "/page.css": PageAsset(contentType: "text/css; charset=utf-8", body: PageAssets.style),
        "/page.js": script(PageAssets.main),
        "/page/answers.js": script(PageAssets.answers),
        "/page/api.js": script(PageAssets.api),
        "/page/camera.js": script(PageAssets.camera),
        "/page/details.js": script(PageAssets.details),
        "/page/dom.js": script(PageAssets.dom),
        "/page/graph.js": script(PageAssets.graph),
        "/page/layout.js": script(PageAssets.layout),
        "/page/painter.js": script(PageAssets.painter),
        "/page/speech.js": script(PageAssets.speech),
        "/page/years.js": script(PageAssets.years),
    ]

    /// The `Content-Security-Policy` to send with each of them: only the page's own files and calls,
    /// no inline script or style, no frame around it.
    public static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
    ].joined(separator: "; ")

    private static func script(_ body: String) -> PageAsset {
        PageAsset(contentType: "text/javascript; charset=utf-8", body: body)
    }
}

/// The files' texts, one Swift file each. Raw strings: what stands between the quotes is the file.
enum PageAssets {}
