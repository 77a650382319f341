using System.Globalization;
using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary>
/// A system call that failed. The message is <c>call path: text</c>, the text being the C library's with a small first letter
/// (<c>openat /x: no such file or directory</c>).
/// </summary>
public sealed class LinuxException : IOException
{
    /// <summary>A failed call.</summary>
    /// <param name="errno">The error number, see <see cref="Linux.Errno"/>.</param>
    /// <param name="call">The name of the call as in its man page.</param>
    /// <param name="path">What it worked on: a path or another name; null if there is none.</param>
    /// <param name="innerException">The cause, if it was another error.</param>
    public LinuxException(int errno, string call, string? path = null, Exception? innerException = null)
        : base(path is null ? $"{call}: {TextOf(errno)}" : $"{call} {path}: {TextOf(errno)}", innerException)
    {
        Errno = errno;
        Call = call;
        Path = path;
        HResult = errno;
    }

    /// <summary>The error number, see <see cref="Linux.Errno"/>.</summary>
    public int Errno { get; }

    /// <summary>The name of the call as in its man page.</summary>
    public string Call { get; }

    /// <summary>What the call worked on, or null.</summary>
    public string? Path { get; }

    /// <summary>The same error told of another path: one that the user knows, in the place of a descriptor's.</summary>
    public LinuxException At(string path) => new(Errno, Call, path, this);

    /// <summary>The text of an error number: <c>no such file or directory</c>.</summary>
    public static string TextOf(int errno)
    {
        string text = Marshal.GetPInvokeErrorMessage(errno);
        bool acronym = text.Length > 1 && char.IsUpper(text[1]);

        return text.Length == 0 || acronym ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>Throws for an error number other than 0.</summary>
    /// <exception cref="LinuxException">The number is not 0.</exception>
    public static void ThrowIf(int errno, string call, string? path = null)
    {
        if (errno != 0)
        {
            throw new LinuxException(errno, call, path);
        }
    }

    /// <summary>Throws for an error number other than 0; the path of the error is the descriptor's in <c>/proc</c>.</summary>
    /// <exception cref="LinuxException">The number is not 0.</exception>
    public static void ThrowIf(int errno, string call, SafeFileDescriptor descriptor)
    {
        if (errno != 0)
        {
            throw new LinuxException(errno, call, descriptor.ProcPath);
        }
    }

    /// <summary>Throws for an error number other than 0; the error names a process.</summary>
    /// <exception cref="LinuxException">The number is not 0.</exception>
    public static void ThrowIf(int errno, string call, int pid)
    {
        if (errno != 0)
        {
            throw new LinuxException(errno, call, pid.ToString(CultureInfo.InvariantCulture));
        }
    }
}
