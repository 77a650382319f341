using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    private const int SIG_SETMASK = 2;
    private const int SignalSetSize = 128;
    private const int ChildStackSize = 64 * 1024;

    /// <summary>
    /// clone(2) of a child that only waits in pause(2), to hold namespaces open while they are prepared. It runs no managed code, has all
    /// signals blocked, and its end raises none: kill it, then wait for it with __WALL.
    /// </summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    internal static int CloneIdle(CloneFlags flags)
    {
        nint pause = NativeLibrary.GetExport(NativeLibrary.Load(LibraryName), "pause");
        byte* stack = (byte*)NativeMemory.AlignedAlloc(ChildStackSize, 16);
        byte* all = stackalloc byte[SignalSetSize];
        byte* before = stackalloc byte[SignalSetSize];
        new Span<byte>(all, SignalSetSize).Fill(0xFF);
        try
        {
            // The child has a copy of the memory, with the runtime's signal handlers. They must never run there.
            LinuxException.ThrowIf(pthread_sigmask(SIG_SETMASK, all, before), nameof(pthread_sigmask));
            int child = clone(pause, stack + ChildStackSize, flags, 0);
            int errno = ErrnoOf(child);
            LinuxException.ThrowIf(pthread_sigmask(SIG_SETMASK, before, null), nameof(pthread_sigmask));
            LinuxException.ThrowIf(errno, nameof(clone));

            return child;
        }
        finally
        {
            NativeMemory.AlignedFree(stack);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int clone(nint function, byte* stackTop, CloneFlags flags, nint argument);

    [LibraryImport(LibraryName)]
    private static partial int pthread_sigmask(int how, byte* set, byte* before);
}
