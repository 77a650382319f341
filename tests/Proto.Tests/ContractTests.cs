namespace Proto.Tests;

/// <summary>The proto files against the tables of what clients and shims speak.</summary>
public sealed class ContractTests
{
    [WireTableTheory]
    [InlineData("containerd.txt")]
    [InlineData("ttrpc.txt")]
    [InlineData("cgroups.txt")]
    public void Nothing_of_the_table_is_missing(string name)
    {
        WireTable table = WireTables.Read(name);

        Assert.Empty(table.Facts().Except(CompiledContract.Facts(table.Packages)).Order());
    }

    [WireTableTheory]
    [InlineData("containerd.txt")]
    [InlineData("ttrpc.txt")]
    [InlineData("cgroups.txt")]
    public void Nothing_is_compiled_that_the_table_does_not_have(string name)
    {
        WireTable table = WireTables.Read(name);

        Assert.Empty(CompiledContract.Facts(table.Packages).Except(table.Facts()).Order());
    }

    [Fact]
    public void The_status_of_a_call_has_the_standard_fields()
        => Assert.Equal(
            [
                "field google.rpc.Status 1 code: int32",
                "field google.rpc.Status 2 message: string",
                "field google.rpc.Status 3 details: repeated google.protobuf.Any",
                "message google.rpc.Status",
            ],
            CompiledContract.Facts(new HashSet<string> { "google.rpc" }).Order());

    [Fact]
    public void Our_own_service_is_as_commands_of_other_versions_know_it()
        => Assert.Equal(
            [
                "field pluginhost.services.metadata.v1.BackupRequest 1 path: string",
                "field pluginhost.services.metadata.v1.BackupResponse 1 path: string",
                "field pluginhost.services.metadata.v1.BackupResponse 2 transaction: uint64",
                "field pluginhost.services.metadata.v1.BackupResponse 3 file_bytes: int64",
                "field pluginhost.services.metadata.v1.CheckResponse 1 path: string",
                "field pluginhost.services.metadata.v1.CheckResponse 2 transaction: uint64",
                "field pluginhost.services.metadata.v1.CheckResponse 3 page_size: int32",
                "field pluginhost.services.metadata.v1.CheckResponse 4 file_bytes: int64",
                "field pluginhost.services.metadata.v1.CheckResponse 5 free_bytes: int64",
                "field pluginhost.services.metadata.v1.CheckResponse 6 damage: repeated string",
                "field pluginhost.services.metadata.v1.CheckResponse 7 oddities: repeated string",
                "message pluginhost.services.metadata.v1.BackupRequest",
                "message pluginhost.services.metadata.v1.BackupResponse",
                "message pluginhost.services.metadata.v1.CheckRequest",
                "message pluginhost.services.metadata.v1.CheckResponse",
                "method pluginhost.services.metadata.v1.MetadataFile.Backup (pluginhost.services.metadata.v1.BackupRequest)"
                    + " -> (pluginhost.services.metadata.v1.BackupResponse)",
                "method pluginhost.services.metadata.v1.MetadataFile.Check (pluginhost.services.metadata.v1.CheckRequest)"
                    + " -> (pluginhost.services.metadata.v1.CheckResponse)",
                "service pluginhost.services.metadata.v1.MetadataFile",
            ],
            CompiledContract.Facts(new HashSet<string> { "pluginhost.services.metadata.v1" }).Order(StringComparer.Ordinal));

    [Fact]
    public void Our_service_of_collections_is_as_commands_of_other_versions_know_it()
        => Assert.Equal(
            [
                "field pluginhost.services.gc.v1.Answer 1 object: pluginhost.services.gc.v1.Object",
                "field pluginhost.services.gc.v1.Answer 2 paths: repeated pluginhost.services.gc.v1.Path",
                "field pluginhost.services.gc.v1.Answer 3 referrers: repeated pluginhost.services.gc.v1.Step",
                "field pluginhost.services.gc.v1.Answer 4 note: string",
                "field pluginhost.services.gc.v1.Object 1 type: string",
                "field pluginhost.services.gc.v1.Object 2 namespace: string",
                "field pluginhost.services.gc.v1.Object 3 key: string",
                "field pluginhost.services.gc.v1.Object 4 bytes: int64 (optional)",
                "field pluginhost.services.gc.v1.Path 1 steps: repeated pluginhost.services.gc.v1.Step",
                "field pluginhost.services.gc.v1.PlanRequest 1 namespace: string",
                "field pluginhost.services.gc.v1.PlanResponse 1 freed_bytes: int64",
                "field pluginhost.services.gc.v1.PlanResponse 2 garbage: repeated pluginhost.services.gc.v1.Object",
                "field pluginhost.services.gc.v1.PlanResponse 3 kept: repeated pluginhost.services.gc.v1.Survivor",
                "field pluginhost.services.gc.v1.Step 1 type: string",
                "field pluginhost.services.gc.v1.Step 2 key: string",
                "field pluginhost.services.gc.v1.Step 3 reason: string",
                "field pluginhost.services.gc.v1.Survivor 1 object: pluginhost.services.gc.v1.Object",
                "field pluginhost.services.gc.v1.Survivor 2 path: pluginhost.services.gc.v1.Path",
                "field pluginhost.services.gc.v1.WhyRequest 1 target: string",
                "field pluginhost.services.gc.v1.WhyRequest 2 namespace: string",
                "field pluginhost.services.gc.v1.WhyResponse 1 answers: repeated pluginhost.services.gc.v1.Answer",
                "message pluginhost.services.gc.v1.Answer",
                "message pluginhost.services.gc.v1.Object",
                "message pluginhost.services.gc.v1.Path",
                "message pluginhost.services.gc.v1.PlanRequest",
                "message pluginhost.services.gc.v1.PlanResponse",
                "message pluginhost.services.gc.v1.Step",
                "message pluginhost.services.gc.v1.Survivor",
                "message pluginhost.services.gc.v1.WhyRequest",
                "message pluginhost.services.gc.v1.WhyResponse",
                "method pluginhost.services.gc.v1.GarbageCollection.Plan (pluginhost.services.gc.v1.PlanRequest) -> (stream pluginhost.services.gc.v1.PlanResponse)",
                "method pluginhost.services.gc.v1.GarbageCollection.Why (pluginhost.services.gc.v1.WhyRequest) -> (pluginhost.services.gc.v1.WhyResponse)",
                "service pluginhost.services.gc.v1.GarbageCollection",
            ],
            CompiledContract.Facts(new HashSet<string> { "pluginhost.services.gc.v1" }).Order(StringComparer.Ordinal));

    [Fact]
    public void The_health_service_has_the_standard_methods_and_states()
    {
        HashSet<string> facts = CompiledContract.Facts(new HashSet<string> { "grpc.health.v1" });

        Assert.Superset(
            new HashSet<string>
            {
                "method grpc.health.v1.Health.Check (grpc.health.v1.HealthCheckRequest) -> (grpc.health.v1.HealthCheckResponse)",
                "method grpc.health.v1.Health.Watch (grpc.health.v1.HealthCheckRequest) -> (stream grpc.health.v1.HealthCheckResponse)",
                "field grpc.health.v1.HealthCheckRequest 1 service: string",
                "field grpc.health.v1.HealthCheckResponse 1 status: grpc.health.v1.HealthCheckResponse.ServingStatus",
                "value grpc.health.v1.HealthCheckResponse.ServingStatus UNKNOWN=0",
                "value grpc.health.v1.HealthCheckResponse.ServingStatus SERVING=1",
                "value grpc.health.v1.HealthCheckResponse.ServingStatus NOT_SERVING=2",
                "value grpc.health.v1.HealthCheckResponse.ServingStatus SERVICE_UNKNOWN=3",
            },
            facts);
    }
}
