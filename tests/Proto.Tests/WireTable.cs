using System.Globalization;
using System.Text.RegularExpressions;

namespace Proto.Tests;

/// <summary>
/// A wire table as text: files (<c># path   package p   syntax proto3</c>), in them messages, enums and services, nested ones indented.
/// Its facts are lines with full names, in the form that <see cref="CompiledContract"/> gives for descriptors.
/// </summary>
internal sealed partial class WireTable
{
    private readonly List<(string Package, string Fact, string[] References)> _facts = [];
    private readonly HashSet<string> _types = [];

    private WireTable()
    {
    }

    public HashSet<string> Packages { get; } = [];

    public static WireTable Parse(string text)
    {
        WireTable table = new();
        string package = "";
        List<string> scopes = [];
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            if (FileLine().Match(line) is { Success: true } file)
            {
                package = file.Groups["package"].Value;
                table.Packages.Add(package);
                scopes.Clear();
                continue;
            }

            int depth = (line.Length - line.TrimStart().Length) / 2;
            if (package.Length == 0 || depth > scopes.Count || !table.Read(line.Trim(), package, scopes, depth))
            {
                throw new FormatException($"line {number}: {line}");
            }
        }

        return table;
    }

    /// <summary>All facts, with every type reference resolved to its full name.</summary>
    public HashSet<string> Facts()
        => [.. _facts.Select(fact => Complete(fact.Fact, [.. fact.References.Select(name => Resolve(fact.Package, name))]))];

    private bool Read(string line, string package, List<string> scopes, int depth)
    {
        scopes.RemoveRange(depth, scopes.Count - depth);
        string owner = scopes.Count == 0 ? package : scopes[^1];
        if (TypeLine().Match(line) is { Success: true } type)
        {
            string name = $"{owner}.{type.Groups["name"].Value}";
            _types.Add(name);
            scopes.Add(name);
            Add(package, $"{type.Groups["kind"].Value} {name}");
            if (type.Groups["reserved"].Success)
            {
                Add(package, $"reserved {name} {type.Groups["reserved"].Value}");
            }

            return true;
        }

        if (EnumLine().Match(line) is { Success: true } enumeration)
        {
            string name = $"{owner}.{enumeration.Groups["name"].Value}";
            _types.Add(name);
            Add(package, $"enum {name}");
            foreach (string value in enumeration.Groups["values"].Value.Split(", "))
            {
                Add(package, $"value {name} {value}");
            }

            return true;
        }

        if (scopes.Count > 0 && FieldLine().Match(line) is { Success: true } field)
        {
            string end = field.Groups["flag"].Success ? $" ({field.Groups["flag"].Value})" : "";
            string start = $"field {owner} {field.Groups["number"].Value} {field.Groups["name"].Value}:";
            string typeName = field.Groups["type"].Value;
            Add(package, field.Groups["key"].Success
                ? $"{start} map<{field.Groups["key"].Value},{{0}}>{end}"
                : $"{start} {field.Groups["repeated"].Value}{{0}}{end}", typeName);
            return true;
        }

        if (scopes.Count > 0 && MethodLine().Match(line) is { Success: true } method)
        {
            GroupCollection groups = method.Groups;
            Add(package, $"method {owner}.{groups["name"].Value} ({groups["client"].Value}{{0}}) -> ({groups["server"].Value}{{1}})",
                groups["request"].Value, groups["response"].Value);
            return true;
        }

        return false;
    }

    private void Add(string package, string fact, params string[] references) => _facts.Add((package, fact, references));

    private static string Complete(string fact, object[] names) => string.Format(CultureInfo.InvariantCulture, fact, names);

    private string Resolve(string package, string name)
        => _types.Contains($"{package}.{name}") ? $"{package}.{name}" : name;

    [GeneratedRegex(@"^# (?<path>\S+)   package (?<package>\S+)   syntax proto3$")]
    private static partial Regex FileLine();

    [GeneratedRegex(@"^(?<kind>message|service) (?<name>\w+)(  \[reserved (?<reserved>[\d, ]+)\])?$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^enum (?<name>\w+): (?<values>\w+=-?\d+(, \w+=-?\d+)*)$")]
    private static partial Regex EnumLine();

    [GeneratedRegex(
        @"^(?<number>\d+) (?<name>\w+): ((?<repeated>repeated )?(?<type>[\w.]+)|map<(?<key>\w+),(?<type>[\w.]+)>)(  \((?<flag>\w+)\))?$")]
    private static partial Regex FieldLine();

    [GeneratedRegex(@"^(?<name>\w+) \((?<client>stream )?(?<request>[\w.]+)\) -> \((?<server>stream )?(?<response>[\w.]+)\)$")]
    private static partial Regex MethodLine();
}
