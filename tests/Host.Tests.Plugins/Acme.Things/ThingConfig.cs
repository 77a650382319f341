using PluginHost.Plugins;

namespace Acme.Things;

internal sealed record ThingConfig : IValidatedConfig
{
    private const string Section = "io.acme.thing.v1.alpha";

    public string Greeting { get; init; } = "hello";

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    public IReadOnlyList<string> Colours { get; init; } = ["red", "green"];

    public bool Hangs { get; init; }

    /// <summary>Starts a thread that dies of an exception.</summary>
    public bool Background { get; init; }

    /// <summary>In version 3 the greeting was called <c>hail</c>.</summary>
    public static void Migrate(int version, IDictionary<string, Dictionary<string, object>> sections)
    {
        if (version == 3 && sections.TryGetValue(Section, out Dictionary<string, object>? section) && section.Remove("hail", out object? hail))
        {
            section["greeting"] = hail;
        }
    }

    public IEnumerable<string> Validate()
    {
        if (Greeting.Length == 0)
        {
            yield return "greeting must not be empty";
        }

        if (Patience < TimeSpan.Zero)
        {
            yield return "patience must not be negative";
        }
    }
}
