using System.Security.Cryptography;
using PluginHost.Archive.Tar;

namespace Layers.Tests;

/// <summary>A layer as text, a line per entry with all that its header says.</summary>
internal static class LayerText
{
    public static IReadOnlyList<string> Of(byte[] layer)
    {
        using TarReader reader = new(new MemoryStream(layer));
        List<string> lines = [];
        while (reader.Next(CancellationToken.None) is { } entry)
        {
            string xattrs = string.Concat(entry.Xattrs.Select(attribute => $" {attribute.Key}={Convert.ToHexStringLower(attribute.Value)}"));
            lines.Add($"{(char)entry.Type} {entry.Name} -> {entry.LinkName} {Convert.ToString(entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.Size} "
                + $"{entry.ModifyTime} {entry.DeviceMajor}:{entry.DeviceMinor}{xattrs} {ContentOf(reader)}");
        }

        return lines;
    }

    /// <summary>The same bytes, with no time in the whiteouts: containerd gave them the current time before 2.0.</summary>
    public static byte[] WithoutWhiteoutTimes(byte[] layer)
    {
        byte[] changed = [.. layer];
        for (int i = 0; i < changed.Length; i += 512)
        {
            // Only whiteouts have no mode at all.
            Span<byte> block = changed.AsSpan(i, 512);
            if (block[257..262].SequenceEqual("ustar"u8) && block[156] == '0' && block[100..107].SequenceEqual("0000000"u8))
            {
                "00000000000"u8.CopyTo(block[136..]);
                Seal(block);
            }
        }

        return changed;
    }

    private static void Seal(Span<byte> block)
    {
        block.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte b in block)
        {
            sum += b;
        }

        string digits = Convert.ToString(sum, 8).PadLeft(6, '0');
        for (int i = 0; i < digits.Length; i++)
        {
            block[148 + i] = (byte)digits[i];
        }

        block[154] = 0;
    }

    private static string ContentOf(TarReader reader)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadOnlySpan<byte> piece;
        while (!(piece = reader.ReadContent()).IsEmpty)
        {
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
