/// <summary>Dense(3), 32 steps of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void In_Block(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [1] . [1 x 3]
                ref float bias = ref Place.At(ref packed, InferenceWeights.In_Bias);
                ref float x = ref inputs.Features;
                ref float values = ref Place.At(ref work, BlockBuffers.In_Values + 11 + inputs.Position, 5);
                ref float bx = ref Place.At(ref packed, InferenceWeights.In_Kernel);
                ulong s = 0;
                ulong n = 0;
                ref float valuesRow = ref Place.Row(ref values, n, 272);
                Vec initial0 = F.Create(Place.At(ref bias, n));
                Vec c0a0 = initial0;
                Vec c0a1 = initial0;
                Vec initial1 = F.Create(Place.At(ref bias, n, 1));
                Vec c1a0 = initial1;
                Vec c1a1 = initial1;
                Vec initial2 = F.Create(Place.At(ref bias, n, 2));
                Vec c2a0 = initial2;
                Vec c2a1 = initial2;
                {
                    ulong w = n;
                    ulong k = s;
                    Vec x0 = F.Load(ref x, k);
                    Vec x1 = F.Load(ref x, k, 16);
                    Vec weight0 = F.Create(Place.At(ref bx, w));
                    c0a0 = V.FusedMultiplyAdd(x0, weight0, c0a0);
                    c0a1 = V.FusedMultiplyAdd(x1, weight0, c0a1);
                    Vec weight1 = F.Create(Place.At(ref bx, w, 1));
                    c1a0 = V.FusedMultiplyAdd(x0, weight1, c1a0);
                    c1a1 = V.FusedMultiplyAdd(x1, weight1, c1a1);
                    Vec weight2 = F.Create(Place.At(ref bx, w, 2));
                    c2a0 = V.FusedMultiplyAdd(x0, weight2, c2a0);
                    c2a1 = V.FusedMultiplyAdd(x1, weight2, c2a1);
                    w += 16;
                }
                F.Store(c0a0, ref valuesRow, s);
                F.Store(c0a1, ref valuesRow, s, 16);
                F.Store(c1a0, ref valuesRow, s, 272);
                F.Store(c1a1, ref valuesRow, s, 288);
                F.Store(c2a0, ref valuesRow, s, 544);
                F.Store(c2a1, ref valuesRow, s, 560);
            }

            /// <summary>Conv1D(3, 2), 32 steps of a stream, brings the past back to its buffer's start.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_RewindBlock(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int value = 0; value < 3; value++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, BlockBuffers.In_Values + 11 + inputs.Position + value * 272), 5).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, BlockBuffers.In_Values + 11 + value * 272), 5));
                }
            }

            /// <summary>Activation(tanh), 32 steps of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Value_Block(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = tanh(sum of 2 products and 0 inputs)
                // y[t] = linear(window[t] . kernel + bias): 32 windows, [6] . [6 x 3]
                ref float bias = ref Place.At(ref packed, InferenceWeights.Conv1d_Bias);
                ref float input1 = ref inputs.Features;
                ref float x = ref Place.At(ref work, BlockBuffers.In_Values + 11 + inputs.Position);
                ref float values = ref Place.At(ref work, BlockBuffers.Value_Values);
                ref float binput1 = ref Place.At(ref packed, InferenceWeights.See_Kernel);
                ref float bx = ref Place.At(ref packed, InferenceWeights.Conv1d_Kernel);
                {
                    ulong s = 0;
                    ulong n = 0;
                    ref float valuesRow = ref Place.Row(ref values, n, 32);
                    Vec initial0 = F.Create(Place.At(ref bias, n));
                    Vec c0a0 = initial0;
                    Vec c0a1 = initial0;
                    Vec initial1 = F.Create(Place.At(ref bias, n, 1));
                    Vec c1a0 = initial1;
                    Vec c1a1 = initial1;
                    Vec initial2 = F.Create(Place.At(ref bias, n, 2));
                    Vec c2a0 = initial2;
                    Vec c2a1 = initial2;
                    {
                        ulong w = n;
                        ulong k = s;
                        Vec x0 = F.Load(ref input1, k);
                        Vec x1 = F.Load(ref input1, k, 16);
                        Vec weight0 = F.Create(Place.At(ref binput1, w));
                        c0a0 = V.FusedMultiplyAdd(x0, weight0, c0a0);
                        c0a1 = V.FusedMultiplyAdd(x1, weight0, c0a1);
                        Vec weight1 = F.Create(Place.At(ref binput1, w, 1));
                        c1a0 = V.FusedMultiplyAdd(x0, weight1, c1a0);
                        c1a1 = V.FusedMultiplyAdd(x1, weight1, c1a1);
                        Vec weight2 = F.Create(Place.At(ref binput1, w, 2));
                        c2a0 = V.FusedMultiplyAdd(x0, weight2, c2a0);
                        c2a1 = V.FusedMultiplyAdd(x1, weight2, c2a1);
                        w += 16;
                    }
                    {
                        ulong w = n;
                        for (ulong j = 0; j < 10; j += 5)
                        {
                            for (ulong k = j + s; k < j + s + 816; k += 272, w += 16)
                            {
                                Vec x0 = F.Load(ref x, k);
                                Vec x1 = F.Load(ref x, k, 16);
                                Vec weight0 = F.Create(Place.At(ref bx, w));
                                c0a0 = V.FusedMultiplyAdd(x0, weight0, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x1, weight0, c0a1);
                                Vec weight1 = F.Create(Place.At(ref bx, w, 1));
                                c1a0 = V.FusedMultiplyAdd(x0, weight1, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, weight1, c1a1);
                                Vec weight2 = F.Create(Place.At(ref bx, w, 2));
                                c2a0 = V.FusedMultiplyAdd(x0, weight2, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x1, weight2, c2a1);
                            }
                        }
                    }
                    F.Store(c0a0, c0a1, c1a0, c1a1, ref valuesRow, s, 0, 16);
                    F.Store(c2a0, ref valuesRow, s, 64);
                    F.Store(c2a1, ref valuesRow, s, 80);
                }
                for (ulong n = 0; n < 3; n++)
                {
                    ref float valuesRow = ref Place.Row(ref values, n, 32);
                    for (ulong s = 0; s < 32; s += 16)
                    {
                        Vec sum = F.Load(ref valuesRow, s);
                        F.Store(Tanh(sum), ref valuesRow, s);
                    }
                }
            }

            /// <summary>Add(2), 32 steps of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add1_Block(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = add of 1 products and 1 inputs
                ref float bias = ref Place.At(ref packed, InferenceWeights.Dense_Bias);
                ref float x = ref Place.At(ref work, BlockBuffers.Value_Values);
                ref float values = ref Place.At(ref work, BlockBuffers.Add1_Values);
                ref float addend0 = ref Place.At(ref work, BlockBuffers.In_Values + 11 + inputs.Position, 5);
                ref float bx = ref Place.At(ref packed, InferenceWeights.Dense_Kernel);
                ulong s = 0;
                ulong n = 0;
                ref float valuesRow = ref Place.Row(ref values, n, 32);
                ref float addend0Row = ref Place.Row(ref addend0, n, 272);
                Vec initial0 = F.Create(Place.At(ref bias, n));
                Vec c0a0 = initial0 + F.Load(ref addend0Row, s);
                Vec c0a1 = initial0 + F.Load(ref addend0Row, s, 16);
                Vec initial1 = F.Create(Place.At(ref bias, n, 1));
                Vec c1a0 = initial1 + F.Load(ref addend0Row, s, 272);
                Vec c1a1 = initial1 + F.Load(ref addend0Row, s, 288);
                Vec initial2 = F.Create(Place.At(ref bias, n, 2));
                Vec c2a0 = initial2 + F.Load(ref addend0Row, s, 544);
                Vec c2a1 = initial2 + F.Load(ref addend0Row, s, 560);
                {
                    ulong w = n;
                    for (ulong k = s; k < s + 96; k += 32, w += 16)
                    {
                        Vec x0 = F.Load(ref x, k);
                        Vec x1 = F.Load(ref x, k, 16);
                        Vec weight0 = F.Create(Place.At(ref bx, w));
                        c0a0 = V.FusedMultiplyAdd(x0, weight0, c0a0);
                        c0a1 = V.FusedMultiplyAdd(x1, weight0, c0a1);
                        Vec weight1 = F.Create(Place.At(ref bx, w, 1));
                        c1a0 = V.FusedMultiplyAdd(x0, weight1, c1a0);
                        c1a1 = V.FusedMultiplyAdd(x1, weight1, c1a1);
                        Vec weight2 = F.Create(Place.At(ref bx, w, 2));
                        c2a0 = V.FusedMultiplyAdd(x0, weight2, c2a0);
                        c2a1 = V.FusedMultiplyAdd(x1, weight2, c2a1);
                    }
                }
                F.Store(c0a0, c0a1, c1a0, c1a1, ref valuesRow, s, 0, 16);
                F.Store(c2a0, ref valuesRow, s, 64);
                F.Store(c2a1, ref valuesRow, s, 80);
            }

            /// <summary>Dense(1), 32 steps of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Block(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 1]
                ref float bias = ref Place.At(ref packed, InferenceWeights.Dense1_Bias);
                ref float x = ref Place.At(ref work, BlockBuffers.Add1_Values);
                ref float values = ref Place.At(ref work, BlockBuffers.Dense1_Values);
                ref float bx = ref Place.At(ref packed, InferenceWeights.Dense1_Kernel);
                ulong s = 0;
                ulong n = 0;
                ref float valuesRow = ref Place.Row(ref values, n, 32);
                Vec initial0 = F.Create(Place.At(ref bias, n));
                Vec c0a0 = initial0;
                Vec c0a1 = initial0;
                {
                    ulong w = n;
                    for (ulong k = s; k < s + 96; k += 32, w += 16)
                    {
                        Vec x0 = F.Load(ref x, k);
                        Vec x1 = F.Load(ref x, k, 16);
                        Vec weight0 = F.Create(Place.At(ref bx, w));
                        c0a0 = V.FusedMultiplyAdd(x0, weight0, c0a0);
                        c0a1 = V.FusedMultiplyAdd(x1, weight0, c0a1);
                    }
                }
                F.Store(c0a0, ref valuesRow, s);
                F.Store(c0a1, ref valuesRow, s, 16);
            }
