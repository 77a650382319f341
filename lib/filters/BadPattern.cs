using System.Text;

namespace PluginHost.Filters;

/// <summary>The right side of <c>~=</c> when it is no regular expression. Such a selector is valid and never matches.</summary>
/// <param name="Pattern">As it was written, without quotes and escapes.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record BadPattern(string Pattern, string Reason)
{
    /// <summary>The log line of containerd: <c>error compiling regexp "["</c>, with <see cref="Pattern"/> quoted and escaped.</summary>
    public string Message
    {
        get
        {
            StringBuilder message = new("error compiling regexp \"");
            foreach (Rune rune in Pattern.EnumerateRunes())
            {
                _ = rune.Value switch
                {
                    '"' or '\\' => message.Append('\\').Append(rune),
                    '\n' => message.Append("\\n"),
                    '\r' => message.Append("\\r"),
                    '\t' => message.Append("\\t"),
                    _ => Rune.IsControl(rune) ? message.Append($"\\x{rune.Value:x2}") : message.Append(rune),
                };
            }

            return message.Append('"').ToString();
        }
    }
}
