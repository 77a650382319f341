using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PluginHost.Oci.Json;

/// <summary>Reads a document within its limit, and words what is wrong with it.</summary>
internal static class DocumentReader
{
    public static T Read<T>(ReadOnlySpan<byte> json, int limit, string what, JsonTypeInfo<T> type)
        where T : class
    {
        if (json.Length > limit)
        {
            throw new OciDocumentException($"{what} of {json.Length} bytes is larger than the limit of {limit} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new OciDocumentException($"{what} is null, not an object");
        }
        catch (JsonException exception)
        {
            throw new OciDocumentException($"{what} is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>The entries of a list, none of which may be null; a list that is absent or null is empty.</summary>
    public static IReadOnlyList<TResult> List<T, TResult>(List<T?>? list, string where, Func<T, string, TResult> convert)
        where T : class
    {
        if (list is null)
        {
            return [];
        }

        TResult[] converted = new TResult[list.Count];
        for (int i = 0; i < converted.Length; i++)
        {
            string entry = $"{where}[{i}]";
            converted[i] = convert(list[i] ?? throw new OciDocumentException($"{entry} is null"), entry);
        }

        return converted;
    }

    public static IReadOnlyList<string> Strings(List<string?>? list, string where) => List(list, where, (text, _) => text);

    /// <summary>A map whose null values count as empty text, as in Go.</summary>
    public static IReadOnlyDictionary<string, string> Map(Dictionary<string, string?>? map)
    {
        Dictionary<string, string> result = new(map?.Count ?? 0, StringComparer.Ordinal);
        foreach ((string key, string? value) in map ?? [])
        {
            result[key] = value ?? "";
        }

        return result;
    }

    public static Digest ParseDigest(string? text, string where)
    {
        try
        {
            return Digest.Parse(text ?? "");
        }
        catch (DigestFormatException exception)
        {
            throw new OciDocumentException($"{where} {GoText.Quote(text ?? "")}: {exception.Message}", exception);
        }
    }
}
