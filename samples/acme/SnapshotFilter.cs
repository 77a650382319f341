using System.Text.RegularExpressions;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>
/// A filter of a walk: selectors joined by commas, all of which must hold. A selector is a field (<c>kind</c>, <c>name</c>, <c>parent</c>,
/// <c>labels.key</c> or <c>labels."key"</c>), alone or with <c>==value</c> or <c>!=value</c>. The operator <c>~=</c> of clients is
/// not known here, and refused: the daemon evaluates what clients ask for itself and does not pass it on.
/// </summary>
internal sealed partial class SnapshotFilter
{
    private readonly List<Func<SnapshotInfo, bool>> _selectors = [];

    private SnapshotFilter()
    {
    }

    public bool Matches(SnapshotInfo info) => _selectors.TrueForAll(selector => selector(info));

    public static SnapshotFilter Parse(string text)
    {
        SnapshotFilter filter = new();
        for (int at = 0; at < text.Length;)
        {
            Match match = Selector().Match(text, at);
            if (!match.Success)
            {
                throw DaemonException.InvalidArgument($"filter \"{text}\": acme does not understand it from character {at + 1} on");
            }

            filter._selectors.Add(SelectorOf(match.Groups));
            at += match.Length;
        }

        return filter;
    }

    private static Func<SnapshotInfo, bool> SelectorOf(GroupCollection groups)
    {
        string field = groups["field"].Value;
        string label = groups["quoted"].Success ? groups["quoted"].Value : groups["label"].Value;
        string wanted = groups["value"].Value.Trim('"');

        return groups["operator"].Value switch
        {
            "==" => info => ValueOf(info, field, label) == wanted,
            "!=" => info => (ValueOf(info, field, label) ?? "") != wanted,
            _ => info => ValueOf(info, field, label) is not null,
        };
    }

    private static string? ValueOf(SnapshotInfo info, string field, string label) => field switch
    {
        "kind" => info.Kind.ToString().ToLowerInvariant(),
        "name" => info.Name,
        "parent" => info.Parent,
        _ => info.Labels.GetValueOrDefault(label),
    };

    [GeneratedRegex("""\G(?:(?<field>kind|name|parent)|labels\.(?:"(?<quoted>[^"\\]+)"|(?<label>[\w./-]+)))(?:(?<operator>==|!=)(?<value>"[^"\\]*"|[^",=!~]*))?(?:,(?!$)|$)""")]
    private static partial Regex Selector();
}
