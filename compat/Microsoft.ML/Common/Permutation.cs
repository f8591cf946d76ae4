namespace Microsoft.ML.Common;

/// <summary>Random orders.</summary>
internal static class Permutation
{
    public static int[] Random(Random rand, int size)
    {
        int[] order = new int[size];
        for (int i = 0; i < size; i++)
            order[i] = i;
        for (int i = 0; i < size; i++)
        {
            int other = i + rand.Next(size - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
