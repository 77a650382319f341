using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

/// <summary>The calls of libzstd (zstd.h, stable part, 1.4 or newer), one per file.</summary>
internal static unsafe partial class LibZstd
{
    private const string LibraryName = "libzstd.so.1";

    /// <summary>Runs the first call of an object; all later ones have the library.</summary>
    /// <exception cref="PlatformNotSupportedException">The library is not installed.</exception>
    public static T Load<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (DllNotFoundException exception)
        {
            throw new PlatformNotSupportedException(
                $"zstd needs {LibraryName}, which is not installed (Debian: libzstd1, Fedora: libzstd)", exception);
        }
    }

    /// <summary>The result of a call that returns a size or an error.</summary>
    /// <exception cref="InvalidDataException">It is an error.</exception>
    public static nuint Check(nuint result)
        => ZSTD_isError(result) == 0
            ? result
            : throw new InvalidDataException($"zstd: {Marshal.PtrToStringUTF8((nint)ZSTD_getErrorName(result))}");
}
