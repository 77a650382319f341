using System.Runtime.InteropServices;

namespace PluginHost.Bolt.Native;

/// <summary>The few calls that a database file needs and .NET does not offer in this form.</summary>
internal static partial class LibC
{
    private const string LibraryName = "libc";

    // errno values of Linux that are looked at (errno(3)); the same on every architecture we run on.
    private const int EINTR = 4;
    private const int EWOULDBLOCK = 11;

    private static BoltException Failed(string call, string path, int errno)
    {
        string reason = Marshal.GetPInvokeErrorMessage(errno);
        return new BoltException(BoltError.Io, $"{path}: {call}: {reason}", new IOException(reason, errno));
    }
}
