using PluginHost.Linux;
using PluginHost.Shim.Loop;

namespace PluginHost.Shim.Stdio;

/// <summary>Opens the ends of fifos that belong to the shim (fifo(7)).</summary>
internal static class Fifos
{
    private const int OpenLimitMilliseconds = 30_000;
    private const int ReleasePauseMilliseconds = 20;

    /// <summary>Whether a path is a fifo.</summary>
    /// <exception cref="LinuxException">ENOENT: it is missing.</exception>
    public static bool IsFifo(string path) => LibC.Stat(path).Type == FileModes.S_IFIFO;

    /// <summary>The reading end; does not wait for a writer.</summary>
    public static SafeFileDescriptor OpenRead(string path)
    {
        using SafeFileDescriptor fifo = Find(path);

        return LibC.Open(fifo.ProcPath, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
    }

    /// <summary>The writing end of a fifo that has a reader.</summary>
    public static SafeFileDescriptor OpenWrite(string path)
    {
        using SafeFileDescriptor fifo = Find(path);

        return LibC.Open(fifo.ProcPath, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
    }

    /// <summary>The writing end; waits until somebody has opened the fifo for reading.</summary>
    /// <exception cref="IOException">Nobody came within 30 seconds, or the fifo can't be opened.</exception>
    public static async Task<SafeFileDescriptor> OpenWriteAsync(EventLoop loop, string path)
    {
        using SafeFileDescriptor fifo = Find(path);
        string procPath = fifo.ProcPath;
        int errno = LibC.TryOpenAt(
            SafeFileDescriptor.CurrentDirectory, procPath, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0, out SafeFileDescriptor end);
        if (errno == 0)
        {
            return end;
        }

        if (errno != Errno.ENXIO)
        {
            throw new LinuxException(errno, "open", path);
        }

        // Only the kernel knows when a reader comes.
        Task<SafeFileDescriptor> opening = loop.RunAsideAsync(() => LibC.Open(procPath, OpenFlags.O_WRONLY));
        if (await loop.WithinAsync(opening, OpenLimitMilliseconds))
        {
            end = await opening;
            LibC.SetNonBlocking(end, true);

            return end;
        }

        (await ReleaseAsync(loop, procPath, opening)).Dispose();
        throw new IOException($"opening w/o fifo \"{path}\" failed: nobody opened it for reading within {OpenLimitMilliseconds / 1000} s");
    }

    // A reader that goes at once is a partner for the thread that waits.
    private static async Task<SafeFileDescriptor> ReleaseAsync(EventLoop loop, string procPath, Task<SafeFileDescriptor> opening)
    {
        do
        {
            using SafeFileDescriptor partner = LibC.Open(procPath, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            _ = await loop.WithinAsync(opening, ReleasePauseMilliseconds);
        }
        while (!opening.IsCompleted);

        return await opening;
    }

    // The fifo itself, so that another file under its name is never opened in its place.
    private static SafeFileDescriptor Find(string path)
    {
        SafeFileDescriptor fifo = LibC.Open(path, OpenFlags.O_PATH);
        if (LibC.Fstat(fifo).Type == FileModes.S_IFIFO)
        {
            return fifo;
        }

        fifo.Dispose();
        throw new IOException($"{path} is not a fifo");
    }
}
