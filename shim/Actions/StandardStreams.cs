using PluginHost.Linux;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Actions;

/// <summary>The standard streams of a command, without the machinery of a console.</summary>
internal static class StandardStreams
{
    private const int MostInput = 10 * 1024 * 1024;

    /// <summary>All of standard input.</summary>
    /// <exception cref="IOException">It is too long, or can't be read.</exception>
    public static byte[] ReadInput()
    {
        using SafeFileDescriptor input = new(0, ownsHandle: false);
        using MemoryStream content = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            LinuxException.ThrowIf(Kernel.TryRead(input, buffer, out int count), "read", "standard input");
            if (count == 0)
            {
                return content.ToArray();
            }

            content.Write(buffer, 0, count);
            if (content.Length > MostInput)
            {
                throw new IOException($"standard input is longer than {MostInput} bytes");
            }
        }
    }

    /// <summary>Writes to standard output.</summary>
    public static void WriteOutput(ReadOnlySpan<byte> content) => Write(1, content);

    /// <summary>Writes to standard error.</summary>
    public static void WriteError(ReadOnlySpan<byte> content) => Write(2, content);

    private static void Write(int number, ReadOnlySpan<byte> content)
    {
        using SafeFileDescriptor output = new(number, ownsHandle: false);
        while (!content.IsEmpty)
        {
            LinuxException.ThrowIf(Kernel.TryWrite(output, content, out int count), "write", "standard output");
            content = content[count..];
        }
    }
}
