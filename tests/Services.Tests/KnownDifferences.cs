namespace Services.Tests;

/// <summary>Answers that differ on purpose; <c>docs/compatibility.md</c> has the reasons.</summary>
internal static class KnownDifferences
{
    private const string KeyRequired = "Unknown: key required";
    private const string NameRequired = "Unknown: bucket name required";
    private const string EmptyIdentifier = "InvalidArgument: identifier must not be empty: invalid argument";
    private const string BadIdentifier = "identifier \"a b\" must match ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$: invalid argument";
    private const string Restarted = "{ started_at=now updated_at=now ref=\"r3\" total=7 }";
    private const string NotTruncated = "{ started_at=now updated_at=now ref=\"r3\" offset=2 total=7 }";

    private static readonly Dictionary<(string Table, string Step), (string Theirs, string Ours)> Answers = new()
    {
        // A text that says what is wrong, or the right kind of error, instead of what the file format answers.
        [("namespaces", "empty label key")] = (KeyRequired, "Unknown: failed to set label \"\"=\"v\": key required"),
        [("namespaces", "named as the version")] = ("Unknown: incompatible value", "Unknown: namespace \"version\": incompatible value"),
        [("snapshots", "commit empty name")] = (NameRequired, "InvalidArgument: snapshot key must not be empty: invalid argument"),
        [("snapshots", "prepare empty key")] = (NameRequired, "InvalidArgument: snapshot key must not be empty: invalid argument"),
        [("snapshots", "update: path \"labels.\"")] =
            ("Unknown: failed to read labels: failed to set label \"\"=\"x\": key required", "Unknown: failed to set label \"\"=\"x\": key required"),

        // The view has no directory, which containerd measures before it looks at the kind.
        [("snapshots", "commit a view")] =
            ("Unknown: lstat /DIR/root/io.containerd.snapshotter.v1.native/snapshots/N: no such file or directory",
             "FailedPrecondition: failed to commit snapshot: snapshot \"snapshots/N/v\" is not active: failed precondition"),

        // A name that no call can use later is not stored.
        [("namespaces", "update: empty name, a label")] = (NameRequired, EmptyIdentifier),
        [("namespaces", "update: empty name, no label")] =
            ("Unknown: failed publishing event: namespace is required: failed precondition", EmptyIdentifier),
        [("namespaces", "update: bad name, a label")] =
            ($"Unknown: failed publishing event: namespace validation: {BadIdentifier}", $"InvalidArgument: {BadIdentifier}"),
        [("namespaces", "delete bad name")] =
            ($"Unknown: failed publishing event: namespace validation: {BadIdentifier}", "NotFound: namespace \"a b\": not found"),

        // What cannot be right is refused at once.
        [("content", "write: bad expected")] =
            ("{ action=Stat started_at=now updated_at=now digest=\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" }",
             "InvalidArgument: invalid checksum digest format: invalid argument"),
        [("content", "write: unknown action")] = ("{ action=9 }", "InvalidArgument: unknown write action 9: invalid argument"),

        // An ingest that starts anew has no bytes: containerd leaves the old ones, and its commit then fails.
        [("content", "write: resumed without a total")] =
            ("{ action=Stat started_at=now updated_at=now offset=2 digest=\"sha256:fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603\" }",
             "{ action=Stat started_at=now updated_at=now digest=\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" }"),
    };

    /// <summary>True for equal answers, and where both gave the answer that is known.</summary>
    public static bool Allow(string table, string step, string theirs, string ours)
        => theirs == ours
            || (Answers.TryGetValue((table, step), out (string Theirs, string Ours) known) && known == (theirs, ours))
            || Alike(table, step, theirs) == ours;

    // Differences that concern many steps.
    private static string Alike(string table, string step, string theirs) => table switch
    {
        // A resource without a name is refused in words, also where nothing would have been removed.
        "leases" when theirs is KeyRequired or NameRequired or "{ }" => Nameless(step),
        "content" when step.StartsWith("status", StringComparison.Ordinal) => theirs.Replace(NotTruncated, Restarted, StringComparison.Ordinal),
        _ => theirs,
    };

    private static string Nameless(string step) => step.Split(' ') switch
    {
        ["add" or "remove", "snapshots/", ..] => "InvalidArgument: invalid snapshot resource type snapshots/: invalid argument",
        ["add" or "remove", "ingests" or "images" or "snapshots/overlayfs", "", ..] nameless
            => $"InvalidArgument: resource of type {nameless[1]} has no id: invalid argument",
        _ => "",
    };
}
