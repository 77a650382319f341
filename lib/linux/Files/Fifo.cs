namespace PluginHost.Linux.Files;

/// <summary>Named pipes whose two ends are opened by different processes (fifo(7)).</summary>
public static class Fifo
{
    /// <summary>Makes a fifo; one that is there already is fine.</summary>
    /// <exception cref="LinuxException">EEXIST: something else has that name; or the call failed.</exception>
    public static void Create(string path, uint mode)
    {
        int errno = LibC.TryMkfifoAt(SafeFileDescriptor.CurrentDirectory, path, mode);
        if (errno == Errno.EEXIST && LibC.Lstat(path).Type == FileModes.S_IFIFO)
        {
            return;
        }

        LinuxException.ThrowIf(errno, "mkfifo", path);
    }

    /// <summary>Opens the reading end; completes when a writer has opened the other.</summary>
    /// <exception cref="LinuxException">The fifo can't be opened.</exception>
    /// <exception cref="OperationCanceledException">Nobody came in time.</exception>
    public static Task<SafeFileDescriptor> OpenReadAsync(string path, CancellationToken cancellationToken)
        => OpenAsync(path, OpenFlags.O_RDONLY, cancellationToken);

    /// <summary>Opens the writing end; completes when a reader has opened the other.</summary>
    /// <exception cref="LinuxException">The fifo can't be opened.</exception>
    /// <exception cref="OperationCanceledException">Nobody came in time.</exception>
    public static Task<SafeFileDescriptor> OpenWriteAsync(string path, CancellationToken cancellationToken)
        => OpenAsync(path, OpenFlags.O_WRONLY, cancellationToken);

    /// <summary>Opens both ends at once: never waits, and never sees the end of the stream.</summary>
    /// <exception cref="LinuxException">The fifo can't be opened.</exception>
    public static SafeFileDescriptor OpenBoth(string path)
    {
        using SafeFileDescriptor fifo = Find(path);

        return LibC.Open(fifo.ProcPath, OpenFlags.O_RDWR);
    }

    private static async Task<SafeFileDescriptor> OpenAsync(string path, OpenFlags flags, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SafeFileDescriptor fifo = Find(path);
        string procPath = fifo.ProcPath;

        // The kernel's open waits for the other end, so it gets a thread of its own.
        Task<SafeFileDescriptor> opening = Task.Factory.StartNew(
            () => LibC.Open(procPath, flags), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        SafeFileDescriptor end;
        await using (cancellationToken.Register(() => Release(procPath, opening)))
        {
            end = await opening;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            end.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return end;
    }

    // The fifo itself, so that neither its removal nor another file under its name changes what is opened later.
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

    // Opening both ends is a partner for whoever waits. The waiting thread may not have reached the kernel yet, so this goes on until
    // it has returned.
    private static void Release(string procPath, Task opening)
    {
        while (!opening.IsCompleted)
        {
            int errno = LibC.TryOpenAt(
                SafeFileDescriptor.CurrentDirectory, procPath, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0, out SafeFileDescriptor both);
            LinuxException.ThrowIf(errno, "open", procPath);
            using (both)
            {
                Thread.Yield();
            }
        }
    }
}
