using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Filters;

/// <summary>An object that filters look into: a container, an image, a plugin, an event …</summary>
public interface IFieldSource
{
    /// <summary>The value under a field path.</summary>
    /// <param name="path">
    /// The parts of the path, at least one; quotes and escapes are already undone. Parts after a plain field are to be ignored
    /// (<c>id.x</c> is <c>id</c>); for labels see <see cref="FieldPath.TryGetLabel"/>.
    /// </param>
    /// <param name="value">Null when the answer is false.</param>
    /// <returns>
    /// Whether the field is present. What that means is up to the object: for most plain fields "not empty", for a label "the key
    /// exists". A field that the object does not have is not present.
    /// </returns>
    bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value);
}
