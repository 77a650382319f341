using System.Globalization;
using System.Text;

namespace PluginHost.Host.CommandLine.Hooks;

/// <summary>
/// Replaces calls such as <c>{{id}}</c> or <c>{{annotation "key"}}</c> in a text (containerd cmd/containerd/command/oci-hook.go): id,
/// bundle, rootfs, pid, status, annotation. A dash inside the braces takes the white space before or after them away, as in Go's templates.
/// </summary>
internal sealed class HookTemplate(HookState state, string rootfs)
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <exception cref="StartException">A call is malformed or unknown.</exception>
    public string Expand(string text)
    {
        StringBuilder expanded = new();
        int next = 0;
        while (text.IndexOf(Open, next, StringComparison.Ordinal) is >= 0 and int start)
        {
            int end = text.IndexOf(Close, start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new StartException($"template: {text}: unclosed action");
            }

            expanded.Append(text, next, start - next);
            string call = text[(start + Open.Length)..end];
            next = end + Close.Length;
            if (call.StartsWith("- ", StringComparison.Ordinal))
            {
                TrimEnd(expanded);
                call = call[1..];
            }

            if (call.EndsWith(" -", StringComparison.Ordinal))
            {
                call = call[..^1];
                next += text[next..].Length - text[next..].TrimStart().Length;
            }

            expanded.Append(Call(call.Trim(), text));
        }

        return expanded.Append(text, next, text.Length - next).ToString();
    }

    private string Call(string call, string text)
    {
        int space = call.IndexOf(' ', StringComparison.Ordinal);
        string name = space < 0 ? call : call[..space];
        string argument = space < 0 ? "" : call[space..].Trim();
        return (name, argument) switch
        {
            ("id", "") => state.Id,
            ("bundle", "") => state.Bundle,
            ("rootfs", "") => rootfs,
            ("pid", "") => state.Pid.ToString(CultureInfo.InvariantCulture),
            ("status", "") => state.Status,
            ("annotation", { Length: >= 2 }) when (argument[0], argument[^1]) is ('"', '"') or ('`', '`')
                => state.Annotations?.GetValueOrDefault(argument[1..^1]) ?? "",
            ("id" or "bundle" or "rootfs" or "pid" or "status" or "annotation", _)
                => throw new StartException($"template: {text}: wrong arguments for {name}: {call}"),
            _ => throw new StartException($"template: {text}: function \"{name}\" not defined"),
        };
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && char.IsWhiteSpace(text[^1]))
        {
            text.Length--;
        }
    }
}
