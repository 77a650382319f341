using System.Buffers;

namespace PluginHost.Plugins.Walking.Blocks;

/// <summary>A piece of a stream in a rented array. One without bytes is the end of the stream, or the error that took its place.</summary>
internal readonly record struct Block(byte[] Bytes, int Length, Exception? Failure)
{
    /// <summary>The most bytes in one block.</summary>
    public const int Size = 256 * 1024;

    /// <summary>The end of a stream.</summary>
    public static Block End { get; } = new([], 0, null);

    public static byte[] Rent() => ArrayPool<byte>.Shared.Rent(Size);

    /// <summary>Gives the array back.</summary>
    public void Return()
    {
        if (Bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Bytes);
        }
    }
}
