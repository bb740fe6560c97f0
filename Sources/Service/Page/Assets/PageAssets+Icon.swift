extension PageAssets {
    /// The mark in the browser's tab and the page's head.
    static let icon = #"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
        <rect width="32" height="32" rx="7" fill="#0d5c63"/>
        <g stroke="#9fd8d4" stroke-width="1.8" fill="none"><path d="M9 22 16 8l8 12M9 22l15-2"/></g>
        <g fill="#fff"><circle cx="9" cy="22" r="3.4"/><circle cx="24" cy="20" r="3"/></g>
        <circle cx="16" cy="8.5" r="3.8" fill="#ffc46b"/>
        </svg>

        """#
}
