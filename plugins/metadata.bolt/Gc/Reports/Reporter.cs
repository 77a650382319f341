using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>Makes the reports from one state of the database, and from what is known of sizes.</summary>
internal static class Reporter
{
    /// <param name="transaction">The state.</param>
    /// <param name="resources">What collectors have.</param>
    /// <param name="namespace">Of the objects that are reported; empty: all.</param>
    /// <param name="now">When the collection would be.</param>
    /// <param name="logger">Is told of labels that make no sense.</param>
    /// <exception cref="DaemonException">There is no such namespace.</exception>
    public static GcPlan Plan(Transaction transaction, GcResources resources, string @namespace, Timestamp now, ILogger logger)
    {
        CheckNamespace(transaction, @namespace);
        Survey survey = Survey.Of(transaction, resources, now, logger);
        List<GcObject> garbage = [];
        List<GcSurvivor> kept = [];
        HashSet<string> freed = new(StringComparer.Ordinal);
        HashSet<string> stay = new(StringComparer.Ordinal);
        long bytes = 0;
        foreach (GcNode node in survey.Graph.Nodes())
        {
            bool isKept = survey.IsKept(node);
            if (node.Kind == GcKind.Content && isKept)
            {
                stay.Add(node.Key);
            }

            if (@namespace.Length > 0 && node.Namespace != @namespace)
            {
                // Only its blobs matter: another namespace keeps their bytes, garbage or not, while this one is looked at.
                if (node.Kind == GcKind.Content)
                {
                    stay.Add(node.Key);
                }
            }
            else if (isKept)
            {
                kept.Add(new GcSurvivor(survey.Describe(node), survey.ShortestPath(node)));
            }
            else
            {
                garbage.Add(survey.Describe(node));
            }
        }

        foreach (GcObject blob in garbage.Where(blob => blob.Bytes is not null && !stay.Contains(blob.Key) && freed.Add(blob.Key)))
        {
            bytes += blob.Bytes!.Value;
        }

        return new GcPlan(bytes, garbage, kept);
    }

    /// <param name="transaction">The state.</param>
    /// <param name="resources">What collectors have.</param>
    /// <param name="target">A digest, the key of a snapshot with or without its snapshotter, a name, id or ref.</param>
    /// <param name="namespace">Where to look; empty: everywhere.</param>
    /// <param name="now">When the collection would be.</param>
    /// <param name="logger">Is told of labels that make no sense.</param>
    /// <exception cref="DaemonException">There is nothing of that name, or no such namespace.</exception>
    public static IReadOnlyList<GcAnswer> Why(Transaction transaction, GcResources resources, string target, string @namespace, Timestamp now, ILogger logger)
    {
        CheckNamespace(transaction, @namespace);
        Survey survey = Survey.Of(transaction, resources, now, logger);
        List<GcAnswer> answers =
        [
            .. from node in survey.Graph.Nodes()
               where (@namespace.Length == 0 || node.Namespace == @namespace)
                   && (node.Name == target || (node.Kind == GcKind.Snapshot && node.SnapshotKey().Key == target))
               let kept = survey.IsKept(node)
               select new GcAnswer(
                   survey.Describe(node),
                   survey.AllPaths(node),
                   kept ? [] : survey.GarbageReferrers(node),
                   kept ? "" : survey.Note(node)),
        ];
        return answers.Count > 0
            ? answers
            : throw DaemonException.NotFound(
                $"no content, snapshot, image, container, lease or ingest \"{target}\" in "
                + (@namespace.Length > 0 ? $"namespace \"{@namespace}\"" : "any namespace"));
    }

    private static void CheckNamespace(Transaction transaction, string @namespace)
    {
        if (@namespace.Length > 0 && Schema.Namespace(transaction, @namespace) is null)
        {
            throw DaemonException.NotFound($"namespace \"{@namespace}\"");
        }
    }
}
