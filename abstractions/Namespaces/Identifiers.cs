using System.Text;
using System.Text.RegularExpressions;
using PluginHost.Errors;

namespace PluginHost.Namespaces;

/// <summary>The rule for names of namespaces, containers, execs and sandboxes (containerd pkg/identifiers).</summary>
public static partial class Identifiers
{
    /// <summary>Bytes.</summary>
    public const int MaximumLength = 76;

    private const string Rule = "^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$";

    /// <summary>Refuses what is no identifier.</summary>
    /// <exception cref="DaemonException"><see cref="ErrorKind.InvalidArgument"/>: empty, too long, or of another shape.</exception>
    public static void Validate(string identifier)
    {
        if (identifier.Length == 0)
        {
            throw DaemonException.InvalidArgument("identifier must not be empty");
        }

        if (Encoding.UTF8.GetByteCount(identifier) > MaximumLength)
        {
            throw DaemonException.InvalidArgument($"identifier {Quoted.Text(identifier)} greater than maximum length ({MaximumLength} characters)");
        }

        if (!Shape().IsMatch(identifier))
        {
            throw DaemonException.InvalidArgument($"identifier {Quoted.Text(identifier)} must match {Rule}");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
