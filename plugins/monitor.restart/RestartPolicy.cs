using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PluginHost.Plugins.Restart;

/// <summary>When a task that has ended is started again.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Maximum">Of <c>on-failure</c>: restarts after which it stays down; 0: no number is enough.</param>
internal sealed record RestartPolicy(string Kind, int Maximum)
{
    private const string No = "no";
    private const string Always = "always";
    private const string OnFailure = "on-failure";
    private const string UnlessStopped = "unless-stopped";

    /// <summary>The words, also told to clients as the plugin's capabilities.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [No, Always, OnFailure, UnlessStopped];

    /// <summary>Reads the label; an empty one means always.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RestartPolicy? policy)
    {
        string kind = text;
        int maximum = 0;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            kind = text[..colon];
            bool isCount = int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out maximum);
            if (kind != OnFailure || !isCount)
            {
                policy = null;
                return false;
            }
        }

        policy = kind.Length == 0 ? new RestartPolicy(Always, 0) : Kinds.Contains(kind) ? new RestartPolicy(kind, maximum) : null;
        return policy is not null;
    }

    /// <summary>Whether a task that ended with <paramref name="exitStatus"/> (0 for one that is gone) is started again.</summary>
    public bool WantsRestart(uint exitStatus, int restarts, bool explicitlyStopped) => Kind switch
    {
        Always => true,
        OnFailure => exitStatus != 0 && (Maximum == 0 || restarts < Maximum),
        UnlessStopped => !explicitlyStopped,
        _ => false,
    };
}
