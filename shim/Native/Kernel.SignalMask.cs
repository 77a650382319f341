using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int SIG_BLOCK = 0;

    /// <summary>pthread_sigmask(3): blocks signals for this thread and the threads it starts; returns what was blocked before.</summary>
    public static SignalSet Block(SignalSet signals)
    {
        LinuxException.ThrowIf(pthread_sigmask(SIG_BLOCK, in signals, out SignalSet before), nameof(pthread_sigmask));

        return before;
    }

    [LibraryImport(LibraryName)]
    private static partial int pthread_sigmask(int how, in SignalSet signals, out SignalSet before);
}
