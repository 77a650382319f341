using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

/// <summary>sigset_t of the C library: 1024 bits, signal 1 first.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal readonly struct SignalSet
{
    private readonly ulong _first;

    private SignalSet(ulong first) => _first = first;

    /// <summary>The given signals.</summary>
    public static SignalSet Of(params ReadOnlySpan<int> signals)
    {
        ulong bits = 0;
        foreach (int signal in signals)
        {
            bits |= 1UL << (signal - 1);
        }

        return new SignalSet(bits);
    }

    /// <summary>Every signal that can be set: all but those that the C library keeps (32, 33).</summary>
    public static SignalSet All() => new(~(3UL << 31));

    /// <summary>Whether a signal is in it.</summary>
    public bool Contains(int signal) => (_first & (1UL << (signal - 1))) != 0;
}
