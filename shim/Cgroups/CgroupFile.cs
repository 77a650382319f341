using System.Buffers.Text;

namespace PluginHost.Shim.Cgroups;

/// <summary>Reads the files of control groups. A file that is missing, or whose group is gone, reads as nothing.</summary>
internal static class CgroupFile
{
    /// <summary>The whole file.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A file that is one number; <paramref name="max"/> for the word <c>max</c>, 0 for nothing.</summary>
    public static ulong Number(string path, ulong max = 0) => ParseNumber(Read(path), max);

    /// <summary>The lines <c>key value</c>.</summary>
    public static Dictionary<string, ulong> Pairs(string path)
    {
        Dictionary<string, ulong> pairs = [];
        foreach (string[] words in Lines(path))
        {
            if (words.Length == 2 && ulong.TryParse(words[1], out ulong value))
            {
                pairs[words[0]] = value;
            }
        }

        return pairs;
    }

    /// <summary>The lines, cut at blanks.</summary>
    public static IEnumerable<string[]> Lines(string path)
        => System.Text.Encoding.ASCII.GetString(Read(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static ulong ParseNumber(ReadOnlySpan<byte> text, ulong max)
        => text.StartsWith("max"u8) ? max : Utf8Parser.TryParse(text, out ulong value, out _) ? value : 0;
}
