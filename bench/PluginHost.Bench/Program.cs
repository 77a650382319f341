using PluginHost.Bench;

IEnumerable<string> wanted = args.Length > 0 ? args : Measurements.Names;
Report report = new();
foreach (string name in wanted)
{
    Console.Error.WriteLine($"measuring {name} ...");
    await Measurements.Named(name)(report);
}

report.Print(Console.Out);
return 0;
