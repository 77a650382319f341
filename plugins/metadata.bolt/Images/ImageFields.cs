using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;
using PluginHost.Images;

namespace PluginHost.Plugins.Metadata.Images;

/// <summary>What filters see of an image.</summary>
internal sealed class ImageFields(ImageRecord image) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        switch (path[0])
        {
            case "labels":
                return FieldPath.TryGetLabel(image.Labels, path, out value);
            case "annotations":
                return FieldPath.TryGetLabel(image.Target.Annotations, path, out value);
        }

        value = path switch
        {
            ["name", ..] => image.Name,
            ["target", "digest", ..] => image.Target.Digest.ToString(),
            ["target", "mediatype", ..] => image.Target.MediaType,
            _ => "",
        };
        return value.Length > 0;
    }
}
