using System.Text;
using PluginHost.Bolt;

namespace Metadata.Tests.Support;

/// <summary>Buckets as lines of text.</summary>
internal static class Dump
{
    /// <summary>Each value as <c>path = hex</c>, and each empty bucket as <c>path/</c>, in the order of the file.</summary>
    public static string[] Of(Bucket bucket) => [.. Lines("", bucket)];

    public static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Lines(string path, Bucket bucket)
    {
        foreach (BucketEntry entry in bucket.Entries())
        {
            string name = path + Encoding.UTF8.GetString(entry.Key);
            if (!entry.IsBucket)
            {
                yield return $"{name} = {Convert.ToHexStringLower(entry.Value!)}";
                continue;
            }

            List<string> inner = [.. Lines($"{name}/", bucket.Bucket(entry.Key)!)];
            foreach (string line in inner.Count == 0 ? [$"{name}/"] : inner)
            {
                yield return line;
            }
        }
    }
}
