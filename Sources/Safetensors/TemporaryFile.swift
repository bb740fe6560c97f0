#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file under a temporary name beside its final one: ``commit()`` renames, anything else removes it.
final class TemporaryFile {
    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32

    init(path: String, byteCount: Int) throws(SafetensorsError) {
        let temporary = "\(path).\(getpid()).part"
        let opened = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        temporaryPath = temporary
        descriptor = opened
        guard opened >= 0, ftruncate(opened, off_t(byteCount)) == 0 else {
            throw .cannotWrite(path: temporary, reason: MappedFile.reason())
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporaryPath)  // after a rename there is nothing under this name
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SafetensorsError) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let written = pwrite(descriptor, base + done, bytes.count - done, off_t(offset + done))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .cannotWrite(path: temporaryPath, reason: MappedFile.reason()) }
            done += written
        }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(SafetensorsError) {
        // `withUnsafeBytes` forgets the type of an error, so the error goes around it.
        var failure: SafetensorsError?
        bytes.withUnsafeBytes { bytes in
            do throws(SafetensorsError) { try write(bytes, at: offset) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Makes the data durable and gives the file its name.
    func commit() throws(SafetensorsError) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
            throw .cannotWrite(path: path, reason: MappedFile.reason())
        }
        syncFolder()
    }

    /// A rename is durable once its folder is.
    private func syncFolder() {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
