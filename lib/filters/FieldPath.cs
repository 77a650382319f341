using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Filters;

/// <summary>What all objects with labels share (containerd core/containers and core/images adaptors).</summary>
public static class FieldPath
{
    /// <summary>
    /// Looks up a label or annotation. Its key is what follows the first part of the path, joined with dots, so that
    /// <c>labels.a.b</c> and <c>labels."a.b"</c> are the same. Present when the key exists, also with an empty value.
    /// </summary>
    public static bool TryGetLabel(
        IReadOnlyDictionary<string, string>? labels, ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return labels is { Count: > 0 } && labels.TryGetValue(LabelKey(path), out value);
    }

    private static string LabelKey(ReadOnlySpan<string> path) => path.Length == 2 ? path[1] : string.Join('.', path[1..]);
}
