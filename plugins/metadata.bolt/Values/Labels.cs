using PluginHost.Errors;
using PluginHost.Namespaces;

namespace PluginHost.Plugins.Metadata.Values;

/// <summary>The rule for labels, with the field in front of the error.</summary>
internal static class Labels
{
    /// <summary>Refuses labels that are too long; the text begins with <paramref name="field"/>.</summary>
    public static void Validate(string field, IReadOnlyDictionary<string, string> labels)
    {
        try
        {
            LabelRules.Validate(labels);
        }
        catch (DaemonException e)
        {
            throw e.Within(field);
        }
    }
}
