using System.Globalization;
using System.Text;
using System.Text.Json;
using PluginHost.Plugins.Metadata.Gc.Reports;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary>Reports as text: tables, or JSON.</summary>
internal static class GcOutput
{
    public static string Of(GcPlan plan, bool asJson)
    {
        if (asJson)
        {
            return JsonSerializer.Serialize(plan, GcJson.Default.GcPlan) + "\n";
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{plan.Garbage.Count} objects would go, {plan.FreedBytes} bytes would be free\n\n");
        Table garbage = new("TYPE", "NAMESPACE", "KEY", "BYTES");
        foreach (GcObject item in plan.Garbage)
        {
            garbage.Row(item.Type, item.Namespace, item.Key, Bytes(item));
        }

        garbage.WriteTo(text);
        text.Append(CultureInfo.InvariantCulture, $"\n{plan.Kept.Count} objects stay\n\n");
        Table kept = new("TYPE", "NAMESPACE", "KEY", "BYTES", "KEPT BY");
        foreach (GcSurvivor survivor in plan.Kept)
        {
            kept.Row(survivor.Object.Type, survivor.Object.Namespace, survivor.Object.Key, Bytes(survivor.Object), Line(survivor.Path));
        }

        kept.WriteTo(text);
        return text.ToString();
    }

    public static string Of(IReadOnlyList<GcAnswer> answers, bool asJson)
    {
        if (asJson)
        {
            return JsonSerializer.Serialize(answers, GcJson.Default.IReadOnlyListGcAnswer) + "\n";
        }

        StringBuilder text = new();
        foreach (GcAnswer answer in answers)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            Append(text, answer);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, GcAnswer answer)
    {
        GcObject item = answer.Object;
        string size = item.Bytes is long bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes} bytes") : "";
        text.Append(CultureInfo.InvariantCulture, $"{item.Type} {item.Key} (namespace {item.Namespace}{size}): ");
        if (answer.Paths.Count > 0)
        {
            text.Append(answer.Paths.Count == 1 ? "kept by 1 root\n" : string.Create(CultureInfo.InvariantCulture, $"kept by {answer.Paths.Count} roots\n"));
            foreach (IReadOnlyList<GcStep> path in answer.Paths)
            {
                for (int i = 0; i < path.Count; i++)
                {
                    text.Append(' ', 2 * (i + 1)).Append(CultureInfo.InvariantCulture, $"{path[i].Type} {path[i].Key} ({path[i].Reason})\n");
                }
            }

            return;
        }

        string note = answer.Note.Length > 0 ? $"; {answer.Note}" : "";
        text.Append(CultureInfo.InvariantCulture, $"garbage, the next collection removes it{note}\n");
        if (answer.Referrers.Count > 0)
        {
            text.Append("  what refers to it is garbage as well:\n");
            foreach (GcStep referrer in answer.Referrers)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {referrer.Type} {referrer.Key} ({referrer.Reason})\n");
            }
        }
    }

    private static string Bytes(GcObject item) => item.Bytes?.ToString(CultureInfo.InvariantCulture) ?? "-";

    // The steps before the object, and by what the last of them keeps it.
    private static string Line(IReadOnlyList<GcStep> path)
        => string.Join(" > ", path.SkipLast(1).Select((step, i) => i == 0 && step.Reason != step.Type ? $"{step.Type} {step.Key} ({step.Reason})" : $"{step.Type} {step.Key}")
            .Append(path.Count == 1 ? $"root: {path[0].Reason}" : path[^1].Reason));
}
