using MlNetDeep.Examples;
using MlNetDeep.Examples.Tabular;

const string usage = """
    Learns from a table of flats with numbers and categories: the rent, whether a flat is let in a week, and the demand for it.

    Tabular [options]
      --out FOLDER               where flats.csv is written (artifacts/tabular)
      --rows N                   rows of the table (5000)
      --epochs N                 passes over the training rows (40)
      --seed N                   seed of the table and the networks (1)
    """;

return await ExampleProgram.RunAsync(args, usage, (line, _) =>
{
    TabularSettings settings = new(
        line.Text("--out", Path.Combine("artifacts", "tabular"))!, line.Integer("--rows", 5000, 100, 1_000_000), line.Integer("--epochs", 40, 1, 10_000),
        line.Integer("--seed", 1, 0, int.MaxValue));
    line.Check();
    new TabularExample(settings).Run();
    return Task.CompletedTask;
});
