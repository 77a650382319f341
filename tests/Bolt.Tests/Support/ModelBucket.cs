using System.Text;

namespace Bolt.Tests.Support;

/// <summary>What a bucket should contain, kept in the simplest way. Keys are lower-case hexadecimal, which sorts like the bytes.</summary>
internal sealed class ModelBucket
{
    public SortedDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ModelBucket> Buckets { get; } = new(StringComparer.Ordinal);

    public ulong Sequence { get; set; }

    public ModelBucket Clone()
    {
        ModelBucket copy = new() { Sequence = Sequence };
        foreach ((string key, byte[] value) in Values)
        {
            copy.Values.Add(key, value);
        }

        foreach ((string key, ModelBucket bucket) in Buckets)
        {
            copy.Buckets.Add(key, bucket.Clone());
        }

        return copy;
    }

    /// <summary>The top-level buckets as <see cref="Databases.Dump(PluginHost.Bolt.Database)"/> prints them.</summary>
    public string DumpTopLevel()
    {
        StringBuilder text = new();
        foreach ((string name, ModelBucket bucket) in Buckets)
        {
            bucket.Dump(name, text);
        }

        return text.ToString();
    }

    private void Dump(string path, StringBuilder text)
    {
        text.Append(path).Append("/ (").Append(Sequence).Append(")\n");
        foreach (string key in Values.Keys.Concat(Buckets.Keys).Order(StringComparer.Ordinal))
        {
            if (Buckets.TryGetValue(key, out ModelBucket? bucket))
            {
                bucket.Dump($"{path}/{key}", text);
            }
            else
            {
                text.Append(path).Append(' ').Append(key).Append(' ').Append(Convert.ToHexStringLower(Values[key])).Append('\n');
            }
        }
    }
}
